extension RelationTexts {
    static let technical: String = """
        @ server : server|machine|host|node : it : {host}
        = ip : ip
        n IP address; address
        p has the (IP |)address {V}; answers at {V}; was given {V}
        s {V} is the address of {X}; {V} (points|belongs) to {X}
        q What is the (IP address|IP|address) of {X}; At which address does {X} answer; Which address was {X} given
        = os/system : software
        n operating system; OS
        p runs {V}; was installed with {V}; boots into {V}
        q (What|Which) (operating system|system|OS) does {X} run; With what was {X} installed; Into what does {X} boot
        = ram : bytes
        n memory; RAM
        p has {V} of (memory|RAM); was upgraded to {V} of RAM
        q How much (memory|RAM) does {X} have; To how much RAM was {X} upgraded
        = disk : bytes
        n disk; disk space
        p has a disk of {V}; offers {V} of disk space; has {V} of storage
        q How (large|big) is the disk of {X}; How much (disk space|storage) does {X} (have|offer)
        = cores : small
        n cores; CPU cores
        p has {V} cores; computes with {V} CPU cores
        q How many (CPU |)cores does {X} have; With how many cores does {X} compute
        = rack/place : code
        n rack; rack position
        p is in rack {V}; is mounted in {V}; stands in rack {V}
        q (Where|In which rack) (is {X}|is {X} mounted|does {X} stand)
        = admin : person
        n administrator; admin
        p is (administered|looked after|maintained) by {V}; has {V} as its administrator
        s {V} (administers|looks after|maintains) {X}
        q Who (administers|looks after|maintains) {X}; Who is the admin of {X}; By whom is {X} maintained
        = uptime : duration
        n uptime
        p has been up for {V}; has run without a reboot for {V}
        q How long has {X} been up; What is the uptime of {X}
        = load : percent
        n load; CPU load
        p is at {V} load; is {V} busy; shows a load of {V}
        q How (busy|loaded) is {X}; What is the load of {X}
        = mac : hash
        n asset tag; tag
        p bears the asset tag {V}; is tagged {V}
        q What is the asset tag of {X}; How is {X} tagged
        = rebooted : time
        n last reboot
        p was last rebooted at {V}; came back up at {V}
        q When was {X} last rebooted; When did {X} come back up
        = role : word
        n role; purpose
        p serves as {V}; has the role {V}; acts as {V}
        q What is the role of {X}; As what does {X} (serve|act)
        @ library : library|package|module|tool : it : ({word}(lib|kit|js|-rs|py)|{label})
        = author : person
        n author; maintainer
        p was written by {V}; is maintained by {V}; is the work of {V}
        s {V} (wrote|maintains|develops) {X}
        q Who (wrote|maintains|develops) {X}; Who is the (author|maintainer) of {X}
        = version : version
        n latest version; version
        p is at version {V}; reached {V}; has {V} as its latest version
        q What is the latest version of {X}; (Which|What) version is {X} at
        = licence : code
        n licence; license
        p is licensed under {V}; comes under the licence {V}
        q Under (what|which) licence is {X}; How is {X} licensed
        = downloads : count
        n downloads
        p was downloaded {V} times; has {V} downloads a week
        q How (often was {X} downloaded|many downloads does {X} have)
        = purpose : topic
        n purpose
        p is for {V}; helps with {V}; was made for {V}
        q What is {X} for; With what does {X} help; For what was {X} made
        = install : command
        n install command
        p is installed with `{V}`; is set up by running `{V}`
        q How (do I|does one|can I) install {X}; Which command installs {X}; What is the install command of {X}
        = repository : url
        n repository; source code
        p is developed at {V}; has its source at {V}
        q Where is (the source of {X}|{X} developed|the repository of {X})
        = language : software
        n language
        p is written in {V}; needs {V}
        q What is {X} written in; In which language is {X} written
        @ function : function|method|routine : it : `{word}(_{word}|)`
        = returns : word
        n return type; result
        p returns a `{V}`; gives back a `{V}`; yields a `{V}`
        q What does {X} (return|give back|yield); What is the return type of {X}
        = file : file
        n file; source file
        p is defined in {V}; lives in {V}; can be found in {V}
        q (Where|In which file) is {X} defined; (Where|In which file) does {X} live
        = line : number
        n line; line number
        p begins on line {V}; is on line {V}; starts at line {V}
        q On which line (is {X}|does {X} begin); What is the line number of {X}
        = throws : word
        n error; exception
        p (throws|raises) a `{V}`; fails with a `{V}`
        q What does {X} (throw|raise); With what does {X} fail; Which error can {X} raise
        = arguments : small
        n arguments; number of parameters
        p takes {V} arguments; has {V} parameters; expects {V} values
        q How many (arguments|parameters|values) does {X} (take|have|expect)
        = default : number
        n default
        p defaults to {V}; uses {V} unless it is told otherwise; assumes {V} when nothing is given
        q What is the default of {X}; What does {X} (default to|assume); What does {X} use unless it is told otherwise
        = author : person
        n author
        p was written by {V}; was added by {V}
        s {V} (wrote|added) {X}
        q Who (wrote|added) {X}; By whom was {X} (written|added)
        = replaced : word
        n replacement
        p was replaced by `{V}`; is deprecated in favour of `{V}`; gave way to `{V}`
        q What (replaced|took the place of) {X}; In favour of what is {X} deprecated; What should be used instead of {X}
        @ setting : setting|option|parameter|variable : it : ({variable}|`{word}_(size|limit|mode|count)`|`--{noun}-{noun}`)
        = value : number
        n value
        p is set to {V}; has the value {V}; equals {V}; was changed to {V}
        q What is {X} set to; What value does {X} have; What does {X} equal; What is the value of {X}
        = default : count
        n default; default value
        p defaults to {V}; is {V} unless it is set; starts out as {V}
        q What is the default (value |)of {X}; What does {X} default to; What is {X} unless it is set
        = file : path
        n file; where it is set
        p is set in {V}; is read from {V}; belongs in {V}
        q Where is {X} (set|read from); In which file does {X} belong
        = maximum : count
        n maximum; upper limit
        p may be at most {V}; must not exceed {V}; is capped at {V}
        q What is the (maximum|upper limit|largest value) (of|for) {X}; What must {X} not exceed; At what is {X} capped
        = unit : word
        n unit
        p is given in {V}; is measured in {V}
        q In what unit is {X} (given|measured); What is the unit of {X}
        = since : version
        n version it came with
        p exists since {V}; was introduced in {V}; came with {V}
        q Since (which version|when) does {X} exist; In which version was {X} introduced; With what did {X} come
        = controls : topic
        n purpose
        p controls {V}; decides about {V}; governs {V}
        q What does {X} (control|decide about|govern); What is the purpose of {X}
        = flag : variable
        n environment variable; override
        p can be overridden with {V}; gives way to {V}
        q With what can {X} be overridden; What overrides {X}; To what does {X} give way
        """
}
