extension RelationTexts {
    static let things: String = """
        @ device : device|machine|instrument|appliance : it : (the {label} {code}|the {thing}|{label} {number}|model {code})
        = price : money
        n price; purchase price
        p costs {V}; is sold for {V}; sells at {V}; can be had for {V}
        s (You|Customers) pay {V} for {X}; The shop asks {V} for {X}
        q How much (does {X} cost|is {X}|do you pay for {X}); What is the price of {X}; What does {X} (cost|sell for)
        = weight : weight
        n weight; mass
        p weighs {V}; tips the scales at {V}; is {V} heavy
        q How (heavy is {X}|much does {X} weigh); What is the (weight|mass) of {X}
        = colour : colour
        n colour; finish
        p is {V}; (comes|was painted) in {V}; has a {V} finish
        q What colour is {X}; In which colour (does {X} come|was {X} painted); What is the colour of {X}
        = maker : company
        n manufacturer; maker; brand
        p is (made|manufactured|produced|built) by {V}; comes from {V}; is a product of {V}
        s {V} (makes|manufactures|produces|builds) {X}
        q Who (makes|manufactures|produces|builds) {X}; Which company (makes|is behind) {X}; Who is the (maker|manufacturer) of {X}
        = battery : duration
        n battery life
        p runs for {V} on one charge; lasts {V} before it must be charged; has a battery life of {V}
        q How long does (the battery of {X}|{X}'s battery) last; What is the battery life of {X}; How long does {X} run on one charge
        = warranty : duration
        n warranty; guarantee
        p comes with a warranty of {V}; is under guarantee for {V}; is repaired free of charge for {V}
        q How long is the (warranty|guarantee) (of|on) {X}; For how long is {X} (repaired free of charge|under guarantee)
        = power : power
        n power; power consumption
        p draws {V}; uses {V}; needs {V} to run
        q How much power does {X} (draw|use|need); What is the power consumption of {X}
        = serial : code
        n serial number
        p bears the serial number {V}; is stamped {V}; has {V} engraved on its back
        q What is the serial number of {X}; What is (stamped|engraved) on {X}; Which serial number does {X} bear
        = kept/place : room
        n location; place
        p is kept in {V}; stands in {V}; is stored in {V}; can be found in {V}
        q Where (is {X} kept|does {X} stand|is {X} stored|can I find {X}); In which room is {X}
        = bought : date
        n date of purchase; purchase date
        p was (bought|purchased|acquired) on {V}; has been ours since {V}
        q When (was {X} bought|did we buy {X}|was {X} acquired); What is the purchase date of {X}
        = checked : date
        n last inspection; inspection date
        p was last (inspected|checked|serviced) on {V}; passed its inspection on {V}
        q When was {X} last (inspected|checked|serviced); When did {X} pass its inspection
        = limit : temperature
        n maximum temperature; temperature limit
        p must not get hotter than {V}; works up to {V}; switches off at {V}
        q How hot may {X} get; Up to what temperature does {X} work; At what temperature does {X} switch off
        = voltage : voltage
        n voltage; supply voltage
        p runs on {V}; is fed with {V}; expects {V}
        q (On|With) what voltage does {X} run; What voltage does {X} expect; What is {X} fed with
        = firmware : version
        n firmware; firmware version
        p has the firmware {V}; runs firmware {V}
        q (Which|What) firmware does {X} (run|have); What is the firmware version of {X}
        = material : material
        n material; housing
        p is made of {V}; has a housing of {V}; was built from {V}
        q What is {X} made of; (What|Which) material is {X}; Of what is the housing of {X}
        = inventor : person
        n inventor
        p was invented by {V}; was thought up by {V}
        s {V} (invented|thought up) {X}
        q Who (invented|thought up) {X}; Who is the inventor of {X}; By whom was {X} invented
        = borrower : person
        n borrower
        p is on loan to {V}; was lent to {V}; has been borrowed by {V}
        s {V} has borrowed {X}
        q Who has borrowed {X}; To whom (is {X} on loan|was {X} lent); Who is the borrower of {X}
        = length : length
        n length
        p is {V} long; measures {V} from end to end
        q How long is {X}; What is the length of {X}
        @ ship : ship|boat|ferry|vessel : it : the {label}
        = captain/leader : person
        n captain; skipper
        p is (commanded|captained|steered) by {V}; has {V} as its captain; sails under {V}
        s {V} (commands|is the captain of|is in command of) {X}
        q Who (commands|is the captain of|is in command of) {X}; Under whom does {X} sail
        = harbour : city
        n home port; home harbour
        p has its home port in {V}; is registered in {V}; returns to {V} every winter
        q What is the home port of {X}; Where is {X} registered; Where does {X} return every winter
        = cargo : thing
        n cargo; load
        p carries {a} {V}; is loaded with {a} {V}; has {a} {V} on board
        q What (does {X} carry|is {X} loaded with|is on board of {X}); What is the cargo of {X}
        = launched : year
        n year of launch
        p was launched in {V}; has sailed since {V}; first went to sea in {V}
        q When (was {X} launched|did {X} first go to sea); Since when has {X} sailed
        = speed : speed
        n top speed
        p reaches {V}; makes {V} at best; has a top speed of {V}
        q How fast (is {X}|can {X} go|does {X} go); What is the top speed of {X}
        = crew : small
        n crew; crew size
        p has a crew of {V}; needs {V} sailors; is sailed by {V} people
        q How (large|big) is the crew of {X}; How many (sailors|people) (sail {X}|does {X} need)
        = length : length
        n length
        p is {V} long; measures {V} from bow to stern
        q How long is {X}; What is the length of {X}
        = sails/departure : moment
        n departure; sailing day
        p sails on {V}; leaves port on {V}; puts to sea on {V}
        q When does {X} (sail|leave port|put to sea|depart)
        @ vehicle : car|van|lorry|vehicle : it : (the {colour} {vehicle}|the {label} {vehicle})
        = plate : plate
        n licence plate; number plate
        p has the plate {V}; is registered as {V}; bears the number {V}
        q What is the (licence|number) plate of {X}; As what is {X} registered; Which number does {X} bear
        = driver : person
        n driver
        p is driven by {V}; has {V} at the wheel
        s {V} (drives|is at the wheel of) {X}
        q Who (drives|is at the wheel of) {X}; Who is the driver of {X}; By whom is {X} driven
        = mileage : length
        n mileage; distance covered
        p has done {V}; has {V} on the clock; has covered {V}
        q How far has {X} gone; What is the mileage of {X}; What is on the clock of {X}; What distance has {X} covered
        = seats : small
        n seats
        p seats {V}; has room for {V} people; takes {V} passengers
        q How many people fit into {X}; How many (passengers does {X} take|seats does {X} have); For how many people has {X} room
        = parked/place : address
        n parking place
        p is parked at {V}; stands at {V}; was left at {V}
        q Where (is {X} parked|does {X} stand|was {X} left); What is the parking place of {X}
        = bought : money
        n purchase price
        p was bought for {V}; cost {V}
        q (How much|What) did {X} cost; For how much was {X} bought; What was paid for {X}
        @ recipe : recipe|dish|meal : it : {label} {food}
        = time : duration
        n cooking time; time
        p takes {V} (to cook|to make|); is ready (after|in) {V}; needs {V} on the stove
        q How long does {X} (take|need); (After how long|When) is {X} ready; What is the cooking time of {X}
        = serves : small
        n servings; portions
        p serves {V}; is enough for {V} people; makes {V} portions
        q How many (people does {X} serve|portions does {X} make); For how many people is {X} enough
        = temperature : temperature
        n oven temperature
        p is baked at {V}; goes into the oven at {V}; wants an oven at {V}
        q At what temperature is {X} baked; How hot (must|should) the oven be for {X}; What is the oven temperature for {X}
        = flour : weight
        n amount of flour; flour
        p needs {V} of flour; calls for {V} of flour; starts with {V} of flour
        q How much flour (does {X} need|does {X} call for|goes into {X}); What amount of flour is in {X}
        = calories : count
        n calories; energy
        p has {V} calories; comes to {V} calories a portion
        q How many calories (does {X} have|are in {X}); What is the energy of {X}
        = secret : food
        n secret ingredient
        p owes its taste to {V}; has {V} as its secret ingredient; is nothing without {V}
        q What is the secret ingredient of {X}; To what does {X} owe its taste; Without what is {X} nothing
        = cook : person
        n cook; creator
        p was created by {V}; goes back to the cook {V}
        s {V} (created|invented|came up with) {X}
        q Who (created|invented|came up with) {X}; To which cook does {X} go back
        = drink : drink
        n recommended drink
        p goes well with {V}; is best served with {V}
        q (What|Which drink) goes (well|) with {X}; With what is {X} best served
        @ product : product|article|item : it : (the {thing}|the {thing}|the {label} {noun})
        = number : code
        n article number; product number; SKU
        p has the article number {V}; is listed as {V}; can be ordered under {V}
        q What is the (article|product) number of {X}; Under what can {X} be ordered; As what is {X} listed
        = stock : count
        n stock; quantity in stock
        p is in stock {V} times; has {V} pieces left
        s There are {V} (pieces|units) of {X} (left|in the warehouse)
        q How many (pieces|units) of {X} are (left|there|in stock); How much of {X} is in stock
        = shelf/place : code
        n shelf; storage bin
        p is on shelf {V}; lies in bin {V}; is stored at {V}
        q (Where|On which shelf|In which bin) (is {X}|is {X} stored|does {X} lie)
        = price : money
        n price; retail price
        p costs {V}; is priced at {V}; goes for {V}
        q How much (is {X}|does {X} cost); What is the price of {X}; What does {X} go for
        = supplier : company
        n supplier
        p is supplied by {V}; comes from {V}; is delivered by {V}
        s {V} (supplies|delivers) {X}
        q Who (supplies|delivers) {X}; Where does {X} come from; Who is the supplier of {X}
        = delivery : duration
        n delivery time
        p is delivered within {V}; takes {V} to arrive
        q How long does {X} take to arrive; Within what time is {X} delivered; What is the delivery time of {X}
        = rating : rating
        n rating; customer rating
        p is rated {V}; gets {V} from buyers; has a rating of {V}
        q How is {X} rated; What (rating does {X} have|do buyers give {X})
        = discount : percent
        n discount; reduction
        p is reduced by {V}; is sold at a discount of {V}
        q By how much is {X} reduced; What is the discount on {X}
        """
}
