extension RelationTexts {
    static let places: String = """
        @ town : town|city|village|municipality : it : {city}
        = inhabitants : count
        n population; inhabitants
        p has {V} inhabitants; is home to {V} people; has a population of {V}; counts {V} residents
        s {V} people live in {X}
        q How many (people live|residents are there) in {X}; How many inhabitants does {X} have; What is the population of {X}
        = mayor/leader : person
        n mayor
        p is governed by {V}; has {V} as its mayor; elected {V} mayor
        s {V} is the mayor of {X}; {V} (governs|was elected mayor of) {X}
        q Who is the mayor of {X}; Who governs {X}; Whom did {X} elect
        = river : label
        n river
        p lies on the {V}; was built where the {V} is narrow; stands by the {V}
        s The {V} (flows|runs) through {X}
        q (Which|What) river (flows|runs) through {X}; On which river does {X} lie; By what river does {X} stand
        = country/where : country
        n country
        p lies in {V}; is a place in {V}; belongs to {V}
        q In (which|what) country (is|lies) {X}; To which country does {X} belong; What country is {X} in
        = market : weekday
        n market day
        p holds its market on {V}s; has a market every {V}
        q (When|On which day) is the market in {X}; What is the market day of {X}; On what day does {X} hold its market
        = speciality : food
        n local dish; speciality
        p is (known|famous) for its {V}; claims to have invented {V}
        q What is {X} (known|famous) for; Which dish does {X} claim to have invented; What is the local dish of {X}
        = postcode : code
        n postal code; postcode
        p has the postal code {V}; is reached by mail under {V}
        q What is the (postal code|postcode) of {X}; Under which code is {X} reached by mail
        = elevation : length
        n elevation; altitude
        p lies {V} above the sea; is at an altitude of {V}
        q How high (above the sea does {X} lie|is {X}); What is the (elevation|altitude) of {X}
        = founded : year
        n founding year
        p was founded in {V}; was first mentioned in {V}; goes back to {V}
        q When was {X} (founded|first mentioned); To which year does {X} go back; How old is {X}, by year of founding
        = twin : city
        n twin town; partner town
        p is twinned with {V}; has a partnership with {V}
        q With (which|what) town is {X} twinned; What is the twin town of {X}
        @ building : building|tower|house|museum|castle : it : (the |){label} (Tower|House|Museum|Hall|Castle|Library|Bridge|Mill|Station|Theatre)
        = architect : person
        n architect; designer
        p was designed by {V}; was drawn up by {V}; is the work of the architect {V}
        s {V} (designed|drew the plans of|was the architect of) {X}
        q Who (designed|drew the plans of) {X}; Who was the architect of {X}; By whom was {X} designed
        = built : year
        n year of construction; construction year
        p was (built|completed|finished) in {V}; has stood since {V}; was erected in {V}
        q (When|In which year) was {X} (built|completed|finished|erected); Since when has {X} stood
        = height : length
        n height
        p is {V} (high|tall); rises {V}; reaches a height of {V}
        q How (high|tall) is {X}; What is the height of {X}; How far does {X} rise
        = floors : small
        n floors; storeys
        p has {V} (floors|storeys); was built with {V} floors
        q How many (floors|storeys) does {X} have; What is the number of floors of {X}
        = city/where : city
        n city; location
        p stands in {V}; is (located|situated) in {V}; can be found in {V}
        q (Where|In which city|In what town) (is {X}|does {X} stand|is {X} located)
        = cost : money
        n building cost; construction cost
        p cost {V} to build; was built for {V}; swallowed {V} before it was done
        q How much did {X} cost (to build|); What did it cost to build {X}; For how much was {X} built
        = visitors : count
        n visitors a year; annual visitors
        p draws {V} visitors a year; is visited by {V} people every year; sold {V} tickets last year
        q How many (visitors|people) (visit {X}|does {X} draw|come to {X}) (a year|each year)
        = material : material
        n building material; material
        p is made of {V}; was built (of|from) {V}; consists mostly of {V}
        q What is {X} made of; From what was {X} built; What is the building material of {X}
        = entry : money
        n admission; entrance fee
        p charges {V} for admission; lets visitors in for {V}; has an entrance fee of {V}
        q How much is (admission|the entrance) (to|at) {X}; What does it cost to (visit|enter|get into) {X}; How much do visitors pay at {X}
        = opening : time
        n opening time
        p opens at {V}; can be visited from {V}; unlocks its gates at {V}
        q (When|At what time) does {X} open; From what time can {X} be visited
        = fire : year
        n year of the fire
        p burned down in {V}; was damaged by fire in {V}; lost its roof to a fire in {V}
        q When did {X} (burn|burn down); In what year was {X} damaged by fire
        = keeper : person
        n caretaker; keeper
        p is looked after by {V}; has {V} as its caretaker
        s {V} (looks after|is the caretaker of|keeps the keys to) {X}
        q Who (looks after|keeps the keys to) {X}; Who is the caretaker of {X}
        @ hotel : hotel|hostel|guest house|inn : it : (the |){label} (Hotel|Inn|Lodge|Hostel)
        = rooms : count
        n rooms; number of rooms
        p has {V} rooms; offers {V} rooms; counts {V} guest rooms
        q How many rooms does {X} (have|offer); What is the number of rooms at {X}
        = price : money
        n price per night; rate
        p charges {V} a night; costs {V} a night; has beds from {V}
        q How much (is a night|does a night cost) at {X}; What does {X} (charge|cost); What is the price per night at {X}
        = breakfast : time
        n breakfast time
        p serves breakfast from {V}; has breakfast ready at {V}
        q (When|From when|At what time) does {X} serve breakfast; When is breakfast at {X}; What is the breakfast time of {X}
        = checkout : time
        n check-out time
        p wants guests to leave by {V}; asks guests to check out by {V}
        q (When|By what time) must guests (leave|check out of) {X}; What is {X}'s check-out time
        = stars : small
        n stars
        p has {V} stars; was given {V} stars
        q How many stars (does {X} have|was {X} given)
        = distance : length
        n distance to the station
        p is {V} from the station; lies {V} away from the station
        q How far is {X} from the station; What is the distance from {X} to the station
        = manager/leader : person
        n manager; host
        p is (run|managed) by {V}; welcomes guests in the person of {V}
        s {V} (runs|manages|is the host of) {X}
        q Who (runs|manages|is the host of) {X}; Who is the manager of {X}
        = pool : temperature
        n pool temperature; water temperature
        p heats its pool to {V}; has a pool at {V}
        q How warm is the pool (at|of) {X}; To what does {X} heat its pool; What is the water temperature at {X}
        @ route : route|line|trail|road : it : (route {code}|line {small}|the {label} (Trail|Line|Road|Path))
        = from/start : city
        n starting point; start
        p (starts|begins|sets out) in {V}; leaves from {V}
        q Where does {X} (start|begin|set out|leave from); What is the starting point of {X}
        = to/end : city
        n destination; end
        p (ends|finishes) in {V}; goes to {V}; leads as far as {V}
        q Where does {X} (end|finish|go|lead); What is the (destination|end) of {X}
        = length : length
        n length; distance
        p is {V} long; covers {V}; stretches over {V}
        q How long is {X}; What (distance does {X} cover|is the length of {X}); Over what distance does {X} stretch
        = duration : duration
        n travel time; duration
        p takes {V}; can be done in {V}; needs {V} from end to end
        q How (long does {X} take|much time does {X} take); In what time can {X} be done; What is the travel time of {X}
        = fare : money
        n fare; ticket price
        p costs {V}; can be travelled for {V}; asks a fare of {V}
        q How much is (the fare|a ticket) (for|on) {X}; What does {X} cost; What is the fare of {X}
        = frequency : interval
        n frequency; service
        p runs {V}; is served {V}
        q How often (does {X} run|is {X} served); What is the frequency of {X}
        = colour : colour
        n colour; marking
        p is marked in {V}; is shown in {V} on the map
        q In what colour is {X} marked; What colour (is {X} on the map|marks {X}); How is {X} marked
        = stops : small
        n stops; number of stops
        p has {V} stops; calls at {V} places; stops {V} times
        q How many stops does {X} (have|make); How often does {X} stop; At how many places does {X} call
        """
}
