extension RelationTexts {
    static let organisations: String = """
        @ company : company|firm|business|enterprise : it : {company}
        = founded : year
        n founding year; year of foundation
        p was (founded|established|set up|started|created) in {V}; has existed since {V}; (opened|began) its doors to customers in {V}
        s In {V} {X} was (founded|set up|started); {X}'s history (begins|starts) in {V}
        q (When|In what year|In which year) was {X} (founded|established|set up|started|created); Since when has {X} existed; How long ago, in what year, did {X} begin
        = founder : person
        n founder
        p was (founded|started|established|set up) by {V}; owes its existence to {V}; was the idea of {V}
        s {V} (founded|started|established|set up|created) {X}; It was {V} who (founded|started) {X}
        q Who (founded|started|established|set up|created) {X}; Who is the founder of {X}; Whose idea was {X}; By whom was {X} (founded|started)
        = ceo/leader : person
        n chief executive; CEO; managing director
        p is (led|run|headed|managed) by {V}; has {V} at its head; is under the leadership of {V}
        s {V} (leads|runs|heads|manages|is in charge of|is at the helm of) {X}; {X}'s (boss|head) is {V}
        q Who (leads|runs|heads|manages|is in charge of|is at the head of) {X}; Who is the (boss|head|CEO|chief executive|director) of {X}; Who is {X} (led|run|headed) by
        = seat : city
        n headquarters; head office; seat
        p is (based|headquartered|located|at home) in {V}; has its (headquarters|head office|main office) in {V}; operates from {V}
        s {V} is (home|the seat) of {X}; {X}'s (main office|headquarters) (are|is) in {V}
        q Where is {X} (based|headquartered|located|at home); In (which|what) (city|town) is {X}'s (head office|headquarters); Where does {X} have its (seat|main office); From where does {X} operate
        = staff : count
        n employees; staff; headcount
        p (employs|has) {V} people; has {V} (employees|workers|people on its payroll); gives work to {V} people
        s {V} people work (for|at) {X}
        q How many people (work for|work at|does {X} employ at) {X}; How many employees does {X} have; How large is {X}'s (staff|workforce); What is the headcount of {X}
        = revenue : money
        n revenue; turnover; annual sales
        p (made|took in|turned over) {V} last year; had a (revenue|turnover) of {V}; earned {V} in sales
        q How much did {X} (make|take in|turn over|earn); What (is|was) {X}'s (revenue|turnover); How high were {X}'s sales
        = product : thing
        n main product; best-selling product
        p (makes|produces|builds|manufactures) {a} {V}; is (known|famous) for its {V}; sells {a} {V} above all
        q What does {X} (make|produce|sell|manufacture|build); What is {X} (known|famous) for; What is {X}'s (main|best-selling) product
        = parent : company
        n parent company; owner
        p (belongs to|is owned by|is a subsidiary of|is part of) {V}; was (bought|acquired|taken over) by {V}
        s {V} (owns|bought|acquired|took over) {X}; {X} has been in the hands of {V} for years
        q Who (owns|bought|acquired|took over) {X}; (Which|What) company does {X} belong to; Who is the owner of {X}; To whom does {X} belong
        = rival : company
        n main competitor; rival
        p competes with {V}; has {V} as its fiercest rival; fights {V} for customers
        q Who (competes with|is the rival of) {X}; Who is {X}'s (main competitor|rival|fiercest rival); With whom does {X} compete
        = website : url
        n website; home page; URL
        p can be found at {V}; has its website at {V}; is online at {V}
        q What is the (website|home page|web address|URL) of {X}; Where can {X} be found online; What is {X}'s site
        = motto : motto
        n motto; slogan
        p goes by the motto "{V}"; advertises with the words "{V}"
        s "{V}" is the (motto|slogan) of {X}
        q What is {X}'s (motto|slogan); With which words does {X} advertise; By which motto does {X} go
        = bank : company
        n auditor
        p has its books checked by {V}; is audited by {V}
        s {V} audits {X}; {V} checks the books of {X}
        q Who (audits|checks the books of) {X}; Who is {X}'s auditor
        = contact : email
        n contact address; contact e-mail
        p can be contacted at {V}; takes enquiries at {V}
        s Questions to {X} go to {V}; For enquiries write to {X} at {V}
        q (Where|At which address) can {X} be contacted; What is {X}'s contact address; Where do enquiries to {X} go
        = vat : code
        n registration number; tax number; company number
        p is registered under {V}; has the tax number {V}; is entered in the register as {V}
        q Under what number is {X} registered; What is {X}'s (registration|tax|company) number
        @ team : team|group|crew : it : the {label} team
        = lead/leader : person
        n team lead; lead
        p is (led|headed|run|managed) by {V}; has {V} as its lead; follows {V}
        s {V} (leads|heads|runs|manages) {X}
        q Who (leads|heads|runs|manages|is in charge of) {X}; Who is the lead of {X}; Who does {X} follow
        = size : small
        n size; number of members
        p has {V} members; consists of {V} people; is made up of {V} people
        q How many (people|members) (are in|belong to|make up) {X}; How large is {X}; How big is {X}
        = goal : topic
        n topic; subject; area
        p works on {V}; is (responsible for|in charge of|busy with) {V}; takes care of {V}
        q What does {X} work on; What is {X} (responsible for|in charge of|busy with); What does {X} take care of
        = standup : time
        n daily meeting; stand-up time
        p meets at {V} every day; has its stand-up at {V}; gathers at {V}
        q (When|At what time) does {X} (meet|have its stand-up|gather); What time is {X}'s (daily meeting|stand-up)
        = channel : word
        n chat channel; channel
        p talks in #{V}; can be reached in the channel #{V}; uses the channel #{V}
        q In which channel does {X} talk; What is {X}'s chat channel; Which channel does {X} use
        = room : room
        n room; meeting place
        p sits in {V}; works in {V}; has moved into {V}
        q Where does {X} (sit|work); Which room does {X} work in; Where has {X} moved
        @ school : school|college|institute : it : {label} (School|College|Institute|Academy|University)
        = pupils : count
        n number of pupils; pupils; students
        p has {V} (pupils|students); teaches {V} (children|students); is attended by {V} students
        q How many (pupils|students|children) (attend|go to|are taught at) {X}; How many (pupils|students) does {X} have
        = head/leader : person
        n principal; head teacher; rector
        p is (led|headed|run) by {V}; has {V} as its (principal|head|rector)
        s {V} is the (principal|head|rector) of {X}; {V} (leads|heads|runs) {X}
        q Who (leads|heads|runs|is in charge of) {X}; Who is the (principal|head|rector) of {X}
        = opened : year
        n opening year
        p (opened|was opened) in {V}; took in its first (pupils|students) in {V}
        q (When|In what year) (did {X} open|was {X} opened); When did {X} take in its first students
        = speciality : field
        n speciality; strongest subject
        p is known for {V}; is strongest in {V}; specialises in {V}
        q What is {X} known for; In what does {X} specialise; What is {X}'s (speciality|strongest subject)
        = fee : money
        n tuition; annual fee
        p charges {V} a year; costs {V} a year; asks {V} for a year of study
        q How much does {X} (charge|cost|ask); What is the (tuition|annual fee) at {X}; What does a year at {X} cost
        = uniform : colour
        n colour of the uniform; uniform colour
        p has {V} uniforms; dresses its students in {V}
        q What colour (is the uniform of|are the uniforms at|do students wear at) {X}; In what colour does {X} dress its students
        @ club : club|society|association : it : {label} (Rowing|Chess|Football|Garden|Choral|Film|Hiking) (Club|Society|Association)
        = chair/leader : person
        n chair; president; chairwoman
        p is (chaired|led|presided over) by {V}; elected {V} as its (chair|president)
        s {V} (chairs|presides over|was elected president of) {X}
        q Who (chairs|presides over|leads|heads) {X}; Who is the (chair|president) of {X}; Whom did {X} elect as its head
        = treasurer : person
        n treasurer
        p has {V} as its treasurer; leaves its money to {V}; trusts {V} with its accounts
        s {V} looks after the money of {X}; {V} keeps the accounts of {X}
        q Who (looks after the money|keeps the accounts) of {X}; Who is {X}'s treasurer; Who is trusted with {X}'s money
        = fee : money
        n membership fee; yearly dues
        p charges its members {V} a year; has a membership fee of {V}; costs members {V}
        q (How much is|What is) the membership fee of {X}; What do members of {X} pay; How much does it cost to be a member of {X}
        = members : count
        n members; number of members
        p has {V} members; counts {V} members; has grown to {V} members
        q How many members does {X} have; How large is the membership of {X}; How many people belong to {X}
        = evening : weekday
        n club night; regular evening
        p meets on {V}s; has its regular evening on {V}; comes together every {V}
        q (On which|On what) (day|weekday|evening) does {X} meet; When does {X} (meet|come together); What is {X}'s club night
        @ shop : shop|store|restaurant|cafe : it : (the |){label} (Cafe|Bakery|Books|Deli|Bistro|Hardware|Flowers|Kitchen)
        = opens : time
        n opening time
        p opens at {V}; (unlocks|opens) its doors at {V}; is open from {V}
        q (When|At what time) does {X} open; From when is {X} open; What is the opening time of {X}
        = closes : time
        n closing time
        p closes at {V}; (shuts|locks) its doors at {V}; is open until {V}
        q (When|At what time) does {X} (close|shut); Until when is {X} open; What is the closing time of {X}
        = owner : person
        n owner
        p belongs to {V}; is owned by {V}; is the property of {V}
        s {V} owns {X}; {V} is the (owner|proprietor) of {X}
        q Who owns {X}; Who is the (owner|proprietor) of {X}; To whom does {X} belong; Whose is {X}
        = dish : food
        n speciality; best dish
        p is (known|famous|loved) for its {V}; serves {V} as the house speciality; sells more {V} than anything else
        q What is {X} (known|famous|loved) for; What is the (house speciality|best dish) at {X}; What does {X} sell most
        = closed : weekday
        n day off; closing day
        p stays shut on {V}; is closed on {V}s; has its day off on {V}
        q (On which day|When) (is {X} closed|does {X} stay shut); What is {X}'s (day off|closing day)
        = street : address
        n address; street
        p is at {V}; can be found at {V}; stands at {V}
        q What is the address of {X}; Where (is|can I find) {X}; At what address is {X}
        = seats : small
        n seats; number of seats
        p seats {V} guests; has {V} seats; has room for {V} guests
        q How many (guests|people) (can {X} seat|fit into {X}); How many seats does {X} have
        = rent : money
        n rent; monthly rent
        p pays {V} in rent; rents its rooms for {V} a month
        q How much rent does {X} pay; What is {X}'s (monthly |)rent; What do {X}'s rooms cost a month
        """
}
