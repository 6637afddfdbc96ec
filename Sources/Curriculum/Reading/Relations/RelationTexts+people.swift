extension RelationTexts {
    static let people: String = """
        @ person : person|man|woman|colleague : she : {person}
        = birthplace : city
        n birthplace; place of birth
        p was born in {V}; (grew up|was raised) in {V}
        s {X}'s parents lived in {V} when {X} was born; {V} is where {X} was born
        q Where was {X} born; What is {X}'s birthplace; In (which|what) (town|city) was {X} (born|raised); Where did {X} grow up
        = home : city
        n home town; place of residence
        p lives in {V}; (has moved|moved) to {V} and lives there now; makes {G} home in {V}; resides in {V}
        s {X}'s home is in {V}; These days {V} is home to {X}
        q Where does {X} live; In which city does {X} live; Which town does {X} call home; Where is {X}'s home; Where does {X} reside
        = birthday : date
        n date of birth; birthday
        p was born on {V}; celebrates {G} birthday on {V}
        q When was {X} born; When is {X}'s birthday; What is {X}'s date of birth
        = job : job
        n job; profession; occupation
        p works as {a} {V}; is {a} {V} (by trade|by profession|); earns {G} living as {a} {V}; has a job as {a} {V}
        q What does {X} do for a living; What is {X}'s (job|profession|occupation|line of work); What does {X} work as; What is {X} by trade
        = employer : company
        n employer; company
        p works (for|at) {V}; is employed (by|at) {V}; is on the payroll of {V}; has a post at {V}
        s {V} (employs|hired) {X}; {V} pays {X}'s salary
        q (Who|Which company) does {X} work for; Where does {X} work; Who employs {X}; What company is {X} employed by; Who is {X}'s employer
        = studied : field
        n subject; field of study; major
        p studied {V}; has a degree in {V}; read {V} at university; graduated in {V}
        q What did {X} study; What was {X}'s (major|subject); In what field is {X}'s degree; Which subject did {X} graduate in
        = hobby : sport
        n hobby; pastime
        p spends {G} weekends on {V}; is fond of {V}; does {V} in {G} free time; has taken up {V}
        q What is {X}'s (hobby|pastime); What does {X} do in {G} (free|spare) time; How does {X} spend the weekends
        = instrument : instrument
        n instrument
        p plays the {V}; is learning the {V}; has played the {V} since childhood
        q (What|Which) instrument does {X} play; What does {X} play; Which musical instrument is {X} able to play
        = languages/language : language
        n mother tongue; first language; native language
        p grew up speaking {V}; speaks {V} as {G} mother tongue; is a native speaker of {V}
        q What is {X}'s (mother tongue|native language|first language); Which language did {X} learn as a child
        = pet : animal
        n pet
        p keeps {a} {V} as a pet; owns {a} {V}; has a pet {V}; shares {G} flat with {a} {V}
        q What (pet|animal) does {X} (have|keep|own); What kind of pet has {X} got
        = petname : first
        n name of the pet; pet's name
        p calls {G} pet {V}; named {G} pet {V}
        s {X}'s pet is called {V}; {X}'s pet answers to the name of {V}
        q What is {X}'s pet called; What is the name of {X}'s pet; What did {X} name {G} pet
        = phone : phone
        n phone number; telephone; mobile
        p can be reached (at|on|under) {V}; answers the phone at {V}; has the number {V}
        s (Call|Ring|Phone) {X} on {V}; {X}'s (number|extension) is {V}
        q What is {X}'s (phone|telephone|mobile) number; (Which|What) number do I (dial|call) to reach {X}; How can I phone {X}
        = email : email
        n e-mail; e-mail address; email
        p reads mail at {V}; writes from {V}
        s (Write|Send mail|E-mail) to {X} at {V}; {X}'s address is {V}; Mail for {X} goes to {V}
        q What is {X}'s (e-mail|email|mail) address; (Where|To which address) (can|do|should) I (write|send mail) to {X}; How do I e-mail {X}
        = salary : money
        n salary; pay
        p (earns|makes|is paid) {V} a year; gets {V} a year; has a salary of {V}
        q How much does {X} (earn|make); What is {X}'s (salary|pay|wage); What is {X} paid
        = age : small
        n age
        p is {V} years old; turned {V} (last month|this year|recently); is aged {V}
        q How old is {X}; What is {X}'s age; What age is {X}
        = height : length
        n height
        p is {V} tall; stands {V} tall
        q How tall is {X}; What is {X}'s height
        = spouse : first
        n spouse; partner
        p is married to {V}; married {V}; tied the knot with {V}
        s {V} is {X}'s (husband|wife|spouse)
        q Who is {X} married to; Who is {X}'s (spouse|husband|wife); What is the name of {X}'s (partner|spouse); Whom did {X} marry
        = mentor : person
        n mentor; supervisor
        p learned {G} trade from {V}; was (taught|trained|mentored) by {V}; was a pupil of {V}
        s {V} (mentored|taught|trained) {X}
        q Who (taught|trained|mentored) {X}; Who was {X}'s (mentor|teacher); Under whom did {X} learn
        = successor : person
        n successor
        p was (succeeded|followed|replaced) by {V}; handed over to {V}; passed {G} post on to {V}
        s {V} (took over from|succeeded|replaced) {X}
        q Who (succeeded|replaced|took over from|came after) {X}; Who was {X}'s successor; Who got the post after {X}
        = manager : person
        n manager; supervisor; line manager
        p reports to {V}; has {V} as {G} (boss|manager); answers to {V}
        s {V} is {X}'s (boss|superior|line manager); {V} supervises {X}
        q Who is {X}'s (boss|manager|superior); Who does {X} report to; Who supervises {X}
        = start/joined : date
        n start date; first day
        p joined on {V}; started work on {V}; has been with us since {V}; came on board on {V}
        q When did {X} (join|start|begin work|come on board); Since when has {X} been here; What was {X}'s (start date|first day)
        = desk : room
        n office; desk
        p sits in {V}; can be found in {V}; has {G} desk in {V}
        q Where does {X} sit; Where (is|can I find) {X}'s desk; Which room is {X} in; Where can I find {X}
        = allergy : food
        n allergy
        p is allergic to {V}; cannot eat {V}; gets a rash from {V}; must avoid {V}
        q What is {X} allergic to; What (food|) can {X} not eat; Which food must {X} avoid
        = drink : drink
        n favourite drink
        p likes {V} best of all drinks; never starts the day without {V}; always (orders|asks for) {V}
        q What does {X} like to drink; What is {X}'s favourite drink; What drink does {X} (order|prefer)
        = award : title
        n prize-winning work; winning work
        p won the prize for "{V}"; was honoured for "{V}"; received the award for "{V}"
        q What did {X} win the prize for; Which work earned {X} the (prize|award); For what was {X} honoured
        = car : vehicle
        n means of transport; commute
        p comes to work by {V}; travels by {V}; takes the {V} every morning
        q How does {X} (get to work|commute|travel); What does {X} take to work; By what means does {X} come to work
        = badge : code
        n badge number; staff number; employee id
        p carries the badge {V}; has the staff number {V}; is listed under {V}
        q What is {X}'s (badge number|staff number|employee id); Under which number is {X} listed; Which badge does {X} carry
        @ player : player|athlete|sportswoman : she : {person}
        = club : company
        n club
        p plays for {V}; signed for {V}; is under contract with {V}; transferred to {V}
        q (Which|What) club does {X} play for; Who does {X} play for; Where is {X} under contract
        = position : job
        n role in life
        p works as {a} {V} outside the season; earns money as {a} {V} besides sport
        q What does {X} do outside the season; What is {X}'s other job
        = number : small
        n shirt number; jersey number
        p wears the number {V}; has {V} on {G} shirt; plays in shirt number {V}
        q (Which|What) number does {X} wear; What is {X}'s (shirt|jersey) number; What number is on {X}'s shirt
        = goals : count
        n goals scored; number of goals
        p scored {V} goals; has {V} goals to {G} name; found the net {V} times
        q How many goals did {X} score; How often did {X} score; What is {X}'s goal count
        = coach : person
        n coach
        p is coached by {V}; trains under {V}; owes {G} form to {V}, {G} coach
        s {V} (coaches|trains) {X}
        q Who (coaches|trains) {X}; Who is {X}'s coach; Under whom does {X} train
        = injury : date
        n injury date
        p was injured on {V}; hurt {G} knee on {V}
        q When was {X} injured; When did {X} get hurt; On what day did {X} hurt {G} knee
        """
}
