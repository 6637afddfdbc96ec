extension RelationTexts {
    static let operations: String = """
        @ job : job|pipeline|task|run : it : (the {noun} (pipeline|job|build)|nightly-{word}|{word}-(build|deploy|sync|import))
        = schedule : interval
        n schedule; interval
        p runs {V}; is triggered {V}; starts {V}
        q How often (does {X} run|is {X} triggered); On what schedule does {X} run; When does {X} start
        = length : duration
        n run time; duration
        p takes {V}; needs {V} from start to end; was done after {V}
        q How long does {X} (take|run); What is the run time of {X}; After how long was {X} done
        = output : path
        n output folder; output
        p writes to {V}; leaves its results in {V}; puts its output into {V}
        q Where (does {X} write|does {X} put its output|are the results of {X}); What is the output folder of {X}
        = input : path
        n input file; source
        p reads {V}; takes its input from {V}; starts from {V}
        q What does {X} read; (From where|From which file) does {X} take its input; What is the input of {X}
        = failed : reason
        n reason of the failure
        p failed because {V}; stopped early because {V}; turned red because {V}
        q Why did {X} (fail|stop early|turn red); What made {X} fail; What went wrong with {X}
        = retries : small
        n retries; attempts
        p is retried {V} times; gives up after {V} attempts; may be tried {V} times
        q How (often|many times) is {X} retried; After how many attempts does {X} give up
        = starter : person
        n starter; person who started it
        p was (started|triggered|launched) by {V}; was set off by {V}
        s {V} (started|triggered|launched) {X}
        q Who (started|triggered|launched|set off) {X}; By whom was {X} (started|triggered)
        = runner : host
        n runner; worker
        p runs on {V}; was given to {V}; is carried out by {V}
        q On which (runner|machine) does {X} run; Where is {X} carried out; To what was {X} given
        @ cluster : cluster|database|queue|bucket : it : ({word}-(prod|staging|cluster|db|queue)|the {label} cluster)
        = nodes : small
        n nodes; machines
        p consists of {V} nodes; is spread over {V} machines; has {V} nodes
        q How many (nodes|machines) (make up|are in) {X}; Of how many nodes does {X} consist; Over how many machines is {X} spread
        = region : region
        n region; location
        p is in {V}; was placed in {V}; runs in {V}
        q In which region is {X}; Where (was {X} placed|does {X} run); What is the region of {X}
        = storage : bytes
        n storage; capacity
        p holds {V}; has room for {V}; stores {V}
        q How much (does {X} hold|fits into {X}|does {X} store); What is the capacity of {X}
        = software : software
        n software; engine
        p runs {V}; is built on {V}; uses {V} inside
        q What (does {X} run|is {X} built on); (Which|What) software does {X} use
        = kept : duration
        n retention; retention time
        p keeps everything for {V}; deletes after {V}; forgets what is older than {V}
        q How long does {X} keep (everything|things|its data); After how long does {X} delete; What is the retention of {X}
        = bill : money
        n monthly cost; bill
        p costs {V} a month; is billed at {V}; eats {V} each month
        q How much (does {X} cost|is {X} billed at); What is the (monthly cost|bill) of {X}
        = version : version
        n version
        p is at {V}; was upgraded to {V}; still runs {V}
        q (Which|What) version is {X} at; To what was {X} upgraded; What version does {X} run
        = admin : person
        n administrator; contact
        p is run by {V}; is looked after by {V}; has {V} as its administrator
        s {V} (runs|looks after|has the keys to) {X}
        q Who (runs|looks after|has the keys to) {X}; Who is the (administrator|contact) of {X}
        = peak : rate
        n peak load; peak
        p peaked at {V}; saw {V} at most; handled {V} on its busiest day
        q What was the peak (load |)of {X}; How much did {X} handle (at most|on its busiest day); At what did {X} peak
        @ certificate : certificate|key|licence : it : (the certificate of {host}|key {code}|the {label} key)
        = expires : date
        n expiry date; end of validity
        p expires on {V}; is valid until {V}; runs out on {V}
        q When does {X} (expire|run out); Until when is {X} valid; What is the expiry date of {X}
        = issuer : company
        n issuer; authority
        p was issued by {V}; comes from {V}; bears the signature of {V}
        s {V} issued {X}
        q Who issued {X}; Where does {X} come from; Whose signature does {X} bear
        = holder : person
        n holder
        p belongs to {V}; was handed to {V}; is kept by {V}
        s {V} (holds|keeps) {X}
        q Who (holds|keeps) {X}; To whom (does {X} belong|was {X} handed)
        = print : hash
        n fingerprint
        p has the fingerprint {V}; is recognised by {V}
        q What is the fingerprint of {X}; By what is {X} recognised
        = place : path
        n file; location
        p is stored in {V}; lies at {V}; can be found under {V}
        q Where is {X} (stored|kept); In which file is {X}; Under what path can {X} be found
        = renewed : interval
        n renewal
        p is renewed {V}; gets replaced {V}
        q How often is {X} (renewed|replaced)
        @ rule : rule|filter|policy|check : it : (rule {code}|the {noun} (rule|policy|filter)|{word}-rule)
        = action : command
        n action; command
        p runs `{V}`; answers with `{V}`; sets off `{V}`
        q What does {X} (run|set off); Which command does {X} run; What is the action of {X}
        = threshold : percent
        n threshold
        p fires above {V}; is triggered at {V}; allows up to {V}
        q (Above what|At what) does {X} fire; At what level is {X} triggered; What is the threshold of {X}
        = author : person
        n author
        p was written by {V}; was introduced by {V}; goes back to {V}
        s {V} (wrote|introduced) {X}
        q Who (wrote|introduced) {X}; To whom does {X} go back; Who is the author of {X}
        = source : ip
        n source address
        p blocks {V}; concerns traffic from {V}; applies to {V}
        q (What|Which address) does {X} block; To what does {X} apply; Traffic from where does {X} concern
        = hits : count
        n hits; matches
        p has matched {V} times; caught {V} cases; shows {V} hits
        q How (often has {X} matched|many cases did {X} catch|many hits does {X} show)
        = since : date
        n date of introduction
        p has been in force since {V}; applies from {V} on; took effect on {V}
        q Since when has {X} been in force; From when does {X} apply; When did {X} take effect
        @ model : model|network|assistant : it : ({label}-(1|3|7|13|70)B|{word}-(mini|large|base|chat)|the {label} model)
        = parameters : count
        n parameters; size
        p has {V} parameters; counts {V} weights; is made of {V} parameters
        q How many parameters does {X} have; How (large|big) is {X}; What is the size of {X}
        = context : count
        n context length; context
        p reads {V} tokens at once; has a context of {V} tokens; sees {V} tokens
        q How many tokens (does {X} read at once|does {X} see); What is the context length of {X}; How long may the input of {X} be
        = maker : company
        n developer; maker
        p was (trained|made|released) by {V}; comes from {V}
        s {V} (trained|made|released) {X}
        q Who (trained|made|released) {X}; Which company is behind {X}; Where does {X} come from
        = data : title
        n training data
        p was trained on "{V}"; learned from "{V}"; has read "{V}"
        q On what was {X} trained; From what did {X} learn; What has {X} read
        = score : percent
        n accuracy; score
        p scores {V}; reaches {V} on the test; is right in {V} of cases
        q (How well does {X} do|What does {X} score); How often is {X} right; What is the accuracy of {X}
        = speed : rate
        n speed; throughput
        p runs at {V}; reaches {V} on one card; makes {V}
        q How fast is {X}; What is the (speed|throughput) of {X}; What speed does {X} reach
        = memory : bytes
        n memory; memory use
        p needs {V} of memory; takes {V} when loaded; fills {V}
        q How much memory does {X} (need|take|fill); What does {X} take when loaded
        = adapter : word
        n adapter
        p uses the adapter `{V}`; is loaded with `{V}`
        q Which adapter does {X} use; With what is {X} loaded
        @ page : page|article|document|report : it : (the {noun} (page|report|handbook|guide)|"{title}"|document {code})
        = editor : person
        n last editor; editor
        p was last edited by {V}; was changed by {V}; carries changes of {V}
        s {V} (last edited|changed|revised) {X}
        q Who (last edited|changed|revised) {X}; By whom was {X} changed; Who is the last editor of {X}
        = words : count
        n word count; words
        p has {V} words; runs to {V} words; is {V} words long
        q How many words does {X} have; How long is {X}; What is the word count of {X}
        = views : count
        n views; readers
        p was read {V} times; had {V} readers; was opened by {V} people
        q How (often was {X} read|many readers did {X} have|many people opened {X})
        = folder : path
        n folder; location
        p is filed under {V}; is kept in {V}; lies in {V}
        q Where is {X} (filed|kept); In which folder is {X}; Under what is {X} filed
        = language : language
        n language
        p is written in {V}; exists in {V} only; was drafted in {V}
        q In (what|which) language is {X} (written|drafted); What is the language of {X}
        = sign : person
        n approver
        p was signed off by {V}; needs the approval of {V}; was released by {V}
        s {V} (signed off|approved|released) {X}
        q Who (signed off|approved|released) {X}; Whose approval does {X} need
        = topic : topic
        n topic; subject
        p covers {V}; explains {V}; is devoted to {V}
        q What does {X} (cover|explain); To what is {X} devoted; What is {X} about
        """
}
