extension RelationTexts {
    static let life: String = """
        @ flat : flat|apartment|cottage|studio : it : (the flat at {address}|{label} Cottage|apartment {code})
        = rent : money
        n rent; monthly rent
        p costs {V} a month; is let for {V}; goes for {V} a month
        q How (much is {X} a month|high is the rent of {X}); What does {X} cost; For how much is {X} let
        = rooms : small
        n rooms
        p has {V} rooms; consists of {V} rooms; offers {V} rooms
        q How many rooms does {X} (have|offer); Of how many rooms does {X} consist
        = area : area
        n floor area; size
        p measures {V}; offers {V} to live in; is {V} large
        q How (large|big|spacious) is {X}; What is the (floor area|size) of {X}
        = landlord : person
        n landlord; owner
        p is let by {V}; belongs to {V}; is in the hands of {V}
        s {V} (lets|owns) {X}
        q Who (lets|owns) {X}; Who is the landlord of {X}; To whom does {X} belong
        = free : date
        n available from; date of availability
        p is free from {V}; can be moved into on {V}; becomes vacant on {V}
        q (When|From when) is {X} (free|available); When can one move into {X}; When does {X} become vacant
        = floor : small
        n floor
        p is on floor {V}; lies on floor {V}; is reached by climbing to floor {V}
        q (Which|What) floor is {X} on; How far up is {X}
        = heating : material
        n floor covering
        p has floors of {V}; is laid with {V}
        q What are the floors of {X} made of; With what is {X} laid
        @ exhibition : exhibition|show|display : it : ("{title}"|the {noun} (exhibition|show))
        = curator/leader : person
        n curator
        p was curated by {V}; was put together by {V}; is the work of {V}
        s {V} (curated|put together) {X}
        q Who (curated|put together) {X}; Who is the curator of {X}; Whose work is {X}
        = until/end : date
        n last day; closing date
        p runs until {V}; closes on {V}; can be seen until {V}
        q Until when (does {X} run|can {X} be seen); When does {X} close; What is the last day of {X}
        = pieces : count
        n exhibits; pieces on show
        p shows {V} pieces; has {V} exhibits; brings together {V} objects
        q How many (pieces|exhibits|objects) does {X} (show|have); How many objects are in {X}
        = loan : country
        n country of the loans
        p borrowed most of it from {V}; has loans from {V}
        q From which country did {X} borrow; Where do the loans of {X} come from
        = theme : topic
        n theme; topic
        p is about {V}; turns on {V}; looks at {V}
        q What is {X} about; On what does {X} turn; What does {X} look at
        = price : money
        n admission; ticket
        p costs {V} to see; asks {V} of each visitor
        q How much does it cost to see {X}; What does {X} ask of each visitor
        @ expedition : expedition|voyage|survey|mission : it : (the {label} (expedition|voyage|mission|survey))
        = leader : person
        n leader
        p was led by {V}; had {V} at its head; followed {V}
        s {V} (led|headed) {X}
        q Who (led|headed) {X}; Who was the leader of {X}; Under whom did {X} travel
        = goal/end : region
        n destination; goal
        p was bound for {V}; went to {V}; set out to explore {V}
        q Where (did {X} go|was {X} bound for); What was the (goal|destination) of {X}; What did {X} set out to explore
        = year : year
        n year
        p took place in {V}; set out in {V}; was undertaken in {V}
        q When (did {X} take place|did {X} set out|was {X} undertaken); In which year was {X}
        = found : thing
        n most important find; find
        p found {a} {V}; brought back {a} {V}; came home with {a} {V}
        q What did {X} (find|bring back|come home with); What was the find of {X}
        = lost : small
        n losses; sledges lost
        p lost {V} sledges; came back with {V} sledges fewer
        q How many sledges did {X} lose; How many sledges fewer did {X} come back with
        = means : vehicle
        n means of travel
        p travelled by {V}; made its way by {V}; relied on the {V}
        q (How|By what) did {X} travel; On what did {X} rely
        = payer : company
        n backer
        p was paid for by {V}; was backed by {V}
        s {V} (paid for|backed) {X}
        q Who (paid for|backed) {X}; Who was the backer of {X}
        @ plant : tree|plant|flower : it : the {adjective} {plant} (of {city}|in {label} Street|no. {small})
        = height : length
        n height
        p is {V} tall; has grown to {V}; stands {V} high
        q How (tall|high) is {X}; To what has {X} grown; What is the height of {X}
        = planted : year
        n year of planting
        p was planted in {V}; dates from {V}; has grown there since {V}
        q When was {X} planted; From what year does {X} date; Since when has {X} grown there
        = planter : person
        n planter
        p was planted by {V}; was brought there by {V}
        s {V} (planted|brought) {X}
        q Who (planted|brought) {X}; By whom was {X} planted
        = blooms : month
        n month of flowering
        p flowers in {V}; is in bloom in {V}; opens its buds in {V}
        q When (does {X} flower|is {X} in bloom); In which month does {X} open its buds
        = nests : animal
        n inhabitant
        p is home to {a} {V}; has {a} {V} in its branches
        q What lives in {X}; To what animal is {X} home; What is in the branches of {X}
        @ case : case|lawsuit|dispute|claim : it : (case {code}|the {last} case|claim {code}|{last} v. {last})
        = judge : person
        n judge
        p was heard by {V}; was decided by {V}; came before {V}
        s {V} (heard|decided|presided over) {X}
        q Who (heard|decided|presided over) {X}; Before whom did {X} come; Who was the judge in {X}
        = sum : money
        n sum in dispute; damages
        p was about {V}; ended with damages of {V}; cost the loser {V}
        q (How much|What sum) was {X} about; What did {X} cost the loser; How high were the damages in {X}
        = court/place : city
        n seat of the court
        p was tried in {V}; was heard in {V}; went to the court of {V}
        q Where was {X} (tried|heard); To which court did {X} go
        = verdict : date
        n date of the verdict; verdict
        p was decided on {V}; ended on {V}; came to a verdict on {V}
        q When (was {X} decided|did {X} end|did {X} come to a verdict); What is the date of the verdict in {X}
        = lawyer : person
        n lawyer; counsel for the defence
        p was defended by {V}; had {V} for the defence
        s {V} spoke for the defence in {X}
        q Who (spoke for the defence in|defended) {X}; Who was the counsel for the defence in {X}
        = pages : count
        n pages of the file
        p fills {V} pages; left {V} pages of files
        q How many pages (does {X} fill|did {X} leave); How thick is the file of {X}, in pages
        @ programme : programme|podcast|broadcast|newsletter : it : ("{title}"|{label} (Radio|Hour|Weekly|Talk))
        = host : person
        n host; presenter
        p is (hosted|presented) by {V}; has {V} at the microphone
        s {V} (hosts|presents|is the voice of) {X}
        q Who (hosts|presents|is the voice of) {X}; Who is at the microphone of {X}; By whom is {X} presented
        = airs : weekday
        n day of broadcast
        p is on every {V}; comes out on {V}s; airs on {V}
        q (When|On which day) (is {X} on|does {X} come out|does {X} air)
        = listeners : count
        n listeners; audience; subscribers
        p has {V} listeners; reaches {V} people; counts {V} subscribers
        q How many (people does {X} reach|listeners does {X} have|subscribers does {X} count); How large is the audience of {X}
        = length : duration
        n length; running time
        p is {V} long; lasts {V}; fills {V}
        q How long (is {X}|does {X} last); What is the length of {X}
        = began : year
        n first year
        p has been on since {V}; began in {V}; was first heard in {V}
        q When (did {X} begin|was {X} first heard); Since when has {X} been on
        = guest : person
        n last guest; guest
        p had {V} as its last guest; talked with {V}; invited {V}
        s {V} was (the last guest of|invited to) {X}
        q Who was (the last guest of|invited to) {X}; With whom did {X} talk; Whom did {X} invite
        = tune : instrument
        n instrument of the signature tune
        p opens with the {V}; begins with a tune on the {V}
        q (What|Which instrument) does {X} open with; On what is the tune of {X} played
        @ game : game|board game|toy : it : ({label}|the {noun} game|"{title}")
        = players : small
        n players; number of players
        p is for {V} players; is played by {V}; needs {V} people
        q How many (people|players) does {X} need; For how many players is {X}
        = age : small
        n minimum age
        p is meant for children from {V}; can be played from the age of {V}
        q From what age (can {X} be played|is {X} meant); What is the minimum age for {X}
        = maker : person
        n inventor; author
        p was (invented|thought up|designed) by {V}
        s {V} (invented|thought up|designed) {X}
        q Who (invented|thought up|designed) {X}; Who is the inventor of {X}
        = price : money
        n price
        p costs {V}; sells for {V}; is in the shops at {V}
        q How much (is {X}|does {X} cost); What does {X} sell for; What is the price of {X}
        = lasts : duration
        n playing time
        p takes {V} to play; lasts {V}; is over in {V}
        q How long does {X} (take|last); What is the playing time of {X}
        = cards : count
        n cards; pieces
        p has {V} cards; comes with {V} pieces; contains {V} parts
        q How many (cards does {X} have|pieces does {X} come with|parts does {X} contain)
        @ medicine : medicine|drug|remedy|tea : it : ({label}(ol|in|ine|ex)|{word}(ol|in|ine) (10|25|50|100)|the {plant} tea)
        = dose : interval
        n dosage; how often
        p is taken {V}; should be given {V}; works best {V}
        q How often (is {X} taken|should {X} be given); What is the dosage of {X}
        = maker : company
        n manufacturer
        p is made by {V}; comes from the laboratories of {V}
        s {V} (makes|sells) {X}
        q Who (makes|sells) {X}; From whose laboratories does {X} come
        = side : noun
        n known side effect
        p may cause dreams of {a} {V}; makes some people dream of {a} {V}
        q Of what does {X} make people dream; What dreams may {X} cause
        = keeps : duration
        n shelf life
        p keeps for {V}; is good for {V}; must be used within {V}
        q How long (does {X} keep|is {X} good); Within what time must {X} be used
        = store : temperature
        n storage temperature
        p must be stored below {V}; is kept at {V}; does not stand more than {V}
        q (Below what|At what) temperature must {X} be (stored|kept); How cool must {X} be kept
        = number : code
        n approval number
        p was approved as {V}; carries the number {V}
        q As what was {X} approved; What is the approval number of {X}
        """
}
