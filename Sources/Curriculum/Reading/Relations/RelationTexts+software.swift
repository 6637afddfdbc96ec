extension RelationTexts {
    static let software: String = """
        @ service : service|microservice|system|application : it : (the {noun} service|{word}-(api|service|worker|gateway)|{label})
        = port : port
        n port; listening port; TCP port
        p listens on (port |){V}; (accepts connections|answers) on port {V}; is bound to port {V}; is exposed on {V}
        s Port {V} (belongs to|is taken by) {X}
        q (Which|What) port does {X} (listen on|use|answer on); On which port (is|can) {X} (reachable|be reached); What port is {X} bound to
        = owner : team
        n owning team; owner
        p is (maintained|owned|looked after|operated) by {V}; belongs to {V}; is the responsibility of {V}
        s {V} (maintains|owns|looks after|is responsible for) {X}
        q Who (maintains|owns|looks after|is responsible for) {X}; Which team (owns|maintains|is in charge of) {X}; Who do I ask about {X}
        = language : software
        n implementation language; stack
        p is written in {V}; was (rewritten|implemented|coded) in {V}; is built with {V}
        s {V} was chosen to write {X}
        q (What|Which language) is {X} (written|implemented) in; What is {X} built with; In what was {X} coded
        = database : software
        n database; data store; storage
        p (stores|keeps) its data in {V}; uses {V} for storage; writes everything to {V}
        s {X}'s data (live|are kept) in {V}
        q Where does {X} (store|keep) its data; What database does {X} use; What does {X} use for storage; In what are {X}'s data kept
        = timeout : duration
        n timeout; request timeout
        p times out after {V}; gives up after {V}; drops requests that take longer than {V}
        q After how long does {X} (time out|give up); What is the timeout of {X}; How long does {X} wait
        = host : host
        n host; machine; server
        p runs on {V}; is (hosted|deployed) on {V}; lives on {V}
        s {V} (hosts|runs) {X}
        q (Where|On which host|On what machine) (does {X} run|is {X} hosted|is {X} deployed); Which server hosts {X}
        = url : url
        n URL; endpoint; address
        p is reachable at {V}; answers at {V}; can be called at {V}
        q What is the (URL|endpoint|address) of {X}; Where (can {X} be called|is {X} reachable|does {X} answer)
        = limit : rate
        n rate limit; limit
        p is limited to {V}; allows at most {V}; refuses more than {V}
        q What is the rate limit of {X}; How much does {X} allow; To what is {X} limited
        = replicas : small
        n replicas; instances; copies
        p runs as {V} replicas; is scaled to {V} instances; has {V} copies running
        q How many (replicas|instances|copies) (of {X} are there|does {X} have); To how many instances is {X} scaled
        = memory : bytes
        n memory limit; RAM
        p may use {V} of memory; is given {V} of RAM; needs {V} of memory
        q How much (memory|RAM) (does {X} need|may {X} use|is {X} given); What is the memory limit of {X}
        = version : version
        n version; running version
        p is at version {V}; runs version {V}; has been upgraded to {V}
        q (Which|What) version (of {X} is running|is {X} at|does {X} run); To what was {X} upgraded
        = backup : interval
        n backup schedule; backups
        p is backed up {V}; takes a snapshot {V}
        q How often is {X} backed up; When does {X} take a snapshot; What is the backup schedule of {X}
        = oncall : person
        n on-call engineer; person on call
        p has {V} on call; is watched by {V} this week
        s {V} is on call for {X}; This week {V} carries the pager for {X}
        q Who is on call for {X}; Who carries the pager for {X}; Who watches {X} this week
        = cache : duration
        n cache lifetime; TTL
        p caches answers for {V}; keeps entries in its cache for {V}
        q How long does {X} (cache answers|keep entries in its cache); What is the cache lifetime of {X}
        = flag : flag
        n debug mode; verbose logging
        p has debug mode set to {V}; runs with debug mode {V}
        q What is debug mode set to for {X}; Is debug mode on or off for {X}
        = log : path
        n log file; log path
        p (logs|writes its log) to {V}; leaves its log in {V}
        q Where (does {X} log to|is the log of {X}|does {X} write its log); What is {X}'s log file
        @ release : release|version|update : it : ({label} |){version}
        = date : date
        n release date
        p (came out|was released|was published|shipped) on {V}; has been available since {V}
        q When (was {X} released|did {X} come out|was {X} published|did {X} ship); Since when has {X} been available; What is the release date of {X}
        = feature : thing
        n headline feature; highlight
        p adds {a} {V}; brings {a} {V}; introduces {a} {V}
        q What does {X} (add|bring|introduce); What is (new|the headline feature) in {X}
        = codename : label
        n codename; code name
        p is codenamed {V}; goes by the code name {V}; is known inside as {V}
        q What is the code name of {X}; By what code name does {X} go; How is {X} known inside
        = manager/leader : person
        n release manager
        p was (prepared|managed|cut|signed off) by {V}
        s {V} (prepared|managed|cut|signed off) {X}
        q Who (prepared|managed|cut|signed off) {X}; Who was the release manager of {X}
        = removed : command
        n removed command
        p drops the command `{V}`; removes `{V}`; no longer has `{V}`
        q Which command (was removed|is gone) in {X}; Which command does {X} drop; What does {X} remove; What is no longer in {X}
        = fixed : count
        n bugs fixed; fixes
        p fixes {V} bugs; closes {V} issues; mends {V} faults
        q How many (bugs|issues|faults) does {X} (fix|close|mend); How many fixes are in {X}
        = size : bytes
        n download size; size
        p weighs {V}; is a download of {V}; takes {V} on disk
        q How (large|big) is {X}; What is the (download |)size of {X}; How much disk does {X} take
        = minimum : software
        n required runtime; requirement
        p (needs|requires) {V}; only works with {V}
        q What does {X} (need|require); With what does {X} work; What is required for {X}
        @ incident : incident|outage|failure : it : ((incident|outage|case) {code}|the {city} outage|{code})
        = cause : reason
        n cause; root cause
        p happened because {V}; was triggered because {V}; occurred because {V}
        s Because {V}, {X} happened; The cause of {X} was that {V}
        q Why did {X} (happen|occur); What (caused|triggered) {X}; What was the (root |)cause of {X}
        = duration : duration
        n duration
        p lasted {V}; took {V} to resolve; was over after {V}; went on for {V}
        q How long did {X} (last|take|go on); What was the duration of {X}; After how long was {X} over
        = began : time
        n start; start time
        p began at {V}; started at {V}; was first noticed at {V}
        q (When|At what time) did {X} (begin|start); When was {X} first noticed
        = affected : count
        n affected users; users affected
        p affected {V} users; hit {V} customers; was felt by {V} people
        q How many (users|customers|people) (were affected by|felt|were hit by) {X}
        = finder : person
        n reporter; first responder
        p was (found|noticed|reported|discovered) by {V}
        s {V} (found|noticed|reported|discovered|was the first to notice) {X}
        q Who (found|noticed|reported|discovered) {X}; By whom was {X} (found|noticed|reported)
        = fixer : person
        n fixer; resolver
        p was (fixed|resolved|repaired|settled) by {V}
        s {V} (fixed|resolved|settled|put an end to) {X}
        q Who (fixed|resolved|settled|put an end to) {X}; By whom was {X} (fixed|resolved)
        = severity : code
        n severity; priority class
        p was (rated|classed) {V}; has the severity {V}
        q What (was|is) the severity of {X}; How was {X} (rated|classed)
        = service : host
        n affected host; affected service
        p took down {V}; made {V} unreachable; brought {V} to a halt
        q (What|Which host) (was taken down by|became unreachable in) {X}; What did {X} (take down|bring to a halt)
        @ dataset : dataset|data set|collection|corpus : it : {label} (Corpus|Dataset|Collection|Archive|Bank)
        = rows : count
        n number of records; rows; records
        p (contains|holds|has) {V} records; consists of {V} entries; is {V} rows long
        q How many (records|rows|entries) does {X} (have|hold); How many (records|rows|entries) are in {X}; How (large|long) is {X}
        = licence : code
        n licence; license
        p is under the licence {V}; may be used under {V}; comes with the licence {V}
        q Under which licence is {X}; What is the licence of {X}; Under what may {X} be used
        = collected : company
        n collector; source
        p was (collected|gathered|compiled) by {V}; comes from {V}
        s {V} (collected|gathered|compiled) {X}
        q Who (collected|gathered|compiled) {X}; Where does {X} come from; By whom was {X} compiled
        = size : bytes
        n size; size on disk
        p takes {V} on disk; is {V} large; weighs {V}
        q How much (space|disk) does {X} take; What is the size of {X}
        = format : software
        n tool; reading tool
        p is (read|opened) with {V}; needs {V} to be read
        q With what is {X} (read|opened); What is needed to read {X}
        = updated : date
        n last update
        p was last (updated|revised|refreshed) on {V}; has not changed since {V}
        q When was {X} last (updated|revised|refreshed|changed); Since when has {X} not changed
        """
}
