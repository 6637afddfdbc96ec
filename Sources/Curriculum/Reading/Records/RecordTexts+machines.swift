extension RecordTexts {
    static let machines: String = """
        @ git log --oneline|History|Commits
        x hash
        f first Who (wrote|made|committed) {X}; Who is the author of {X}
        f date When was {X} (made|committed); What is the date of {X}
        f thing What does {X} add; What was added in {X}
        r Which commit is {A}'s
        l {X} {A}: add {C}
        l {X} {B} {A} Add {C}
        l commit {X}\\nAuthor: {A}\\n    Add {C}
        @ Access log|access.log|Requests
        x path
        f ip Which address asked for {X}; From which address came the request for {X}
        f number What status did {X} get; With what was {X} answered
        f bytes How much was sent for {X}; How large was the answer to {X}
        r What did {A} ask for; Which path was asked for by {A}
        l {A} "GET {X}" {B} {C}
        l GET {X} -> {B} \\({C}\\) from {A}
        l {A} - - "POST {X} HTTP/1.1" {B}
        @ packages.lock|Dependencies|Installed packages|Versions
        x word
        f version (Which|What) version (of {X} is installed|does {X} have); What is {X} pinned to; At what version is {X}
        f code Under which licence is {X}; What is the licence of {X}
        f bytes How large is {X}; How much space does {X} take
        r Which package is at {A}
        l {X} == {A}
        l {X}@{A} \\({B}\\)
        l {X} = "{A}"
        l {X} {A} {C}
        @ Hosts|/etc/hosts|Machines|Servers
        x host
        f ip What is the (address|IP) of {X}; At which address is {X}; Which IP does {X} have
        f software What runs on {X}; What is {X} used for; (Which|What) software is on {X}
        f room Where (is|stands) {X}; In which room is {X}
        r Which host has the address {A}; Which host is {A}
        l {A} {X} # {B}
        l {X} {A} {C}
        l {A}    {X}
        l {X}: {A}, {B}, {C}
        @ crontab|Jobs|Scheduled jobs|Timers
        x command
        f interval How often does `{X}` run; When is `{X}` run; In what interval does `{X}` run
        f first As whom does `{X}` run; Who is the user of `{X}`
        f host On which machine does `{X}` run; Where does `{X}` run
        r Which job runs {A}
        l {A}: {X}
        l {A} {B} {X}
        l `{X}` {A} on {C}
        @ Alerts|Alarm log|Warnings
        x host
        f percent How full was {X}; What was the load of {X}; How busy was {X}
        f time When did {X} (report|raise the alarm); At what time was the alarm of {X}
        f person Who looked after the alarm of {X}; Who was called for {X}
        r Which machine was at {A}
        l {B} WARN {X} at {A}
        l \\[{B}\\] {X}: usage {A}
        l {X} {A} \\(called: {C}\\)
        l {B} {X} usage={A} pager="{C}"
        @ Error codes|Codes|Exit codes
        x code
        f reason What does {X} mean; What is wrong when {X} is shown; Why is {X} shown
        f status Which state follows on {X}; What is the state after {X}
        r Which code is shown when {A}
        l {X}: {A}
        l {X} = {A} -> {B}
        l - {X} means that {A}
        @ Routes|API|Endpoints
        x path
        f word Which handler serves {X}; What handles {X}; By what is {X} handled
        f rate What is the limit of {X}; How much may be asked of {X}
        f version Since which version is there {X}; When did {X} come
        r Which path is served by {A}
        l GET {X} -> {A}
        l {X}  {A}  ({B}|limit {B})
        l | {X} | {A} | {B} | {C} |
        @ Variables|Environment|Flags|Options
        x variable
        f number What is {X}; What is the value of {X}; To what is {X} set
        f team Who owns {X}; Which team is responsible for {X}
        f file In which file is {X} (read|set); Where is {X} set
        r Which variable is {A}
        l {X}={A}
        l {X}={A} # {B}
        l export {X}={A}
        l {X}: {A} \\({C}\\)
        l let {X} = {A} // see {C}
        @ Sensors|Probes|Telemetry
        x code
        f temperature What does {X} (show|read|measure); What is the reading of {X}; How warm is it at {X}
        f room Where is {X} mounted; In which room is {X}
        f voltage What is the voltage of {X}; On what voltage does {X} run
        r Which sensor shows {A}
        l {X} {A}
        l {X} \\({B}\\): {A}
        l {X}={A};{C}
        l \\{"sensor": "{X}", "value": "{A}", "place": "{B}"\\}
        @ Tests|Test run|Results of the tests
        x word
        f duration How long did {X} take; What was the time of {X}
        f status How did {X} end; What was the result of {X}
        f number On which line did {X} stop; What is the line of {X}
        r Which test took {A}
        l {X} ... {B} \\({A}\\)
        l {B}: {X} {A}
        l test {X} at line {C}: {B}
        @ Downloads|Files|Folder
        x file
        f bytes How large is {X}; What is the size of {X}; How much space does {X} take
        f date When was {X} (changed|saved); From when is {X}; What is the date of {X}
        f person Who owns {X}; To whom does {X} belong
        r Which file is {A} large
        l {A} {B} {X}
        l {X}  {A}  {B}
        l {C} {A} {X}
        l - {X} \\({A}, {C}\\)
        """
}
