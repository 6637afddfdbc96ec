/// Papers that have a line a thing: price lists, timetables, logs, tables of results. In this notation:
///
///     @ Price list|Menu            headings
///     x thing                      what a line is about
///     f money How much is {X}; …   a field (the first is `{A}`, the second `{B}`…), its values and its questions
///     r Which costs {A}            questions for what a line is about, by the first field
///     l {X} ..... {A}              forms of a line; a field that a form lacks is not known there
enum RecordTexts {
    static let all: [String] = [trade, time, machines, people]

    private static let trade: String = """
        @ Price list|Menu|On offer this week|Our prices|Shop
        x thing
        f money How much is the {X}; What does the {X} cost; What is the price of the {X}; What do you pay for the {X}
        f count How many {X}s are left; How much of the {X} is in stock; What is the stock of the {X}
        r What costs {A}; Which article is {A}; For what does one pay {A}
        l {X} ..... {A}
        l - {X}: {A}
        l {X} | {A} | {B} in stock
        l * {X}, {A} \\({B} left\\)
        l {X} - {A}
        @ Menu|Today's dishes|Lunch|Card
        x food
        f money How much is the {X}; What does the {X} cost; What is charged for the {X}
        f drink What goes with the {X}; Which drink is offered with the {X}
        r Which dish costs {A}; What can I eat for {A}
        l {X} {A}
        l - {X}, with {B}: {A}
        l {X} ... {A}
        l {X} \\(with {B}\\)  {A}
        @ Ingredients|You need|Recipe|Shopping list
        x food
        f weight How much {X} (is needed|do I need|goes in); What amount of {X} is (called for|needed); What quantity of {X} should I take
        r Of what do I need {A}; Which ingredient weighs {A}
        l - {A} {X}
        l {A} of {X}
        l {X}: {A}
        l * {X} ({A}|about {A})
        @ Invoice|Bill|Receipt|Order
        x thing
        f small How many of the {X} were (ordered|bought); What quantity of the {X} is on the (bill|invoice)
        f money What is the unit price of the {X}; How much is one {X}
        f code What is the item number of the {X}; Under which number is the {X} (listed|billed)
        r Which item costs {B} apiece
        l {A} x {X} at {B}
        l {C}  {X}  {A}  {B}
        l {X}; quantity {A}; unit price {B}
        l - {A} {X} \\({C}\\), {B} each
        @ Inventory|Stock list|Warehouse|Store room
        x thing
        f count How many {X}s are there; What is the stock of the {X}; How much of the {X} do we have
        f code On which shelf is the {X}; Where is the {X} (kept|stored); What is the shelf of the {X}
        f company Who supplies the {X}; Where does the {X} come from; Which firm delivers the {X}
        r Of what are there {A}; What do we have {A} of
        l {X}: {A} pieces, shelf {B}
        l {B} | {X} | {A} | {C}
        l {A} pieces of {X} \\({C}\\)
        l - {X}, {A}, from {C}, shelf {B}
        @ Ledger|Expenses|Cash book|Payments
        x code
        f money What (amount|sum) was booked under {X}; How much was {X}; What is the amount of {X}
        f date When was {X} (booked|paid); On what date was {X} booked
        f topic What was {X} for; For what purpose was {X} paid
        r Which entry is over {A}
        l {B}  {X}  {A}  {C}
        l {X}: {A} for {C}
        l - {B}: {A} \\({X}\\)
        l {X};{B};{C};{A}
        @ Auction|Lots|Sold
        x thing
        f money For how much did the {X} go; What did the {X} fetch; What was paid for the {X}
        f person Who bought the {X}; To whom did the {X} go; Who is the new owner of the {X}
        f small Which lot was the {X}; What is the lot number of the {X}
        r What went for {A}
        l Lot {C}: {X}, {A}, to {B}
        l {X} - {B} - {A}
        l {C}. {X} ({A}|sold for {A})
        @ Sales by region|Turnover|Results by branch
        x city
        f money How much (was sold|was turned over) in {X}; What is the turnover of {X}; What did {X} bring in
        f percent By how much did {X} grow; What is the growth in {X}; How much more than last year was it in {X}
        f person Who runs the branch in {X}; Who is in charge in {X}
        r Where was {A} turned over; Which branch brought in {A}
        l {X}: {A} (+{B}|up {B})
        l | {X} | {A} | {B} | {C} |
        l {X} \\({C}\\): {A}
        l {X};{A};{B}
        """
    private static let time: String = """
        @ Timetable|Schedule|Programme|Agenda|Today
        x topic
        f time When is the talk on {X}; At what time does {X} (begin|start|come up); When does the part on {X} start
        f person Who (speaks|gives the talk) (on|about) {X}; Who talks about {X}; Who presents {X}
        f room Where is the talk on {X}; In which room is {X} (presented|discussed)
        r What begins at {A}; What is on at {A}
        l {A} {X} \\({B}\\)
        l {A} - {X}, {C}
        l {A} | {B} | {X} | {C}
        l {A}: {B} on {X}
        @ Departures|Flights|Trains|Departure board
        x code
        f city Where does {X} go; What is the destination of {X}; For which city is {X} bound
        f time When does {X} (leave|depart); What is the departure time of {X}; At what time is {X} off
        f code (Which|What) gate does {X} leave from; What is the gate of {X}
        f status What is the status of {X}; How does {X} stand
        r (Which flight|Which one|Which train) goes to {A}
        l {B} {X} {A} {C}
        l {X}  {A}  {B}
        l {B}  {A}  {X}  gate {C}  {D}
        l {X} to {A} at {B} \\({D}\\)
        @ Opening hours|When we are open|Hours
        x weekday
        f time When do you open on {X}; From when are you open on {X}; At what time do the doors open on {X}
        f time When do you close on {X}; Until when are you open on {X}; At what time do you shut on {X}
        r On which day do you open at {A}
        l {X}: {A} - {B}
        l {X} from {A} to {B}
        l {X} {A} to {B}
        l - {X}, from {A}
        @ Calendar|Appointments|Dates|Coming up
        x event
        f date When is {X}; On which day is {X}; For what date is {X} planned
        f city Where is {X} held; In which town is {X}
        f person Who organises {X}; Who is in charge of {X}
        r What is on {A}; What takes place on {A}
        l {A}: {X} in {B}
        l {A} - {X}
        l {X} \\({A}, {B}; {C}\\)
        l - {X}: {A}, {C}
        @ To do|Tasks|Open points|Action items
        x topic
        f first Who (takes care of|looks after|does) {X}; To whom was {X} given; Whose task is {X}
        f date By when must {X} be done; When is {X} due; What is the deadline of {X}
        f status How far is {X}; What is the state of {X}
        r What is {A}'s task; What does {A} have to do
        l - \\[ \\] {X} \\({A}, {B}\\)
        l {A}: {X} until {B}
        l {X} - {A} - {C}
        l * {X} @{A}
        @ Weather|Measurements|Readings|Observations
        x city
        f temperature How (warm|cold) (is|was) it in {X}; What (is|was) the temperature in {X}; What did the thermometer show in {X}
        f speed How (strong|fast) was the wind in {X}; What was the wind speed in {X}
        f percent How humid was it in {X}; What was the humidity in {X}
        r Where was it {A}
        l {X}: {A}, wind {B}
        l {X} | {A} | {B} | {C}
        l {X} {A}
        l - {X}: {A}, humidity {C}
        @ Results|Ranking|Race|Final table
        x person
        f duration How long did {X} take; What was the time of {X}; In what time did {X} finish
        f country Where does {X} come from; For which country did {X} start; What is {X}'s country
        f small What number did {X} wear; What was the start number of {X}
        r Who needed {A}; Who finished in {A}
        l {X} \\({B}\\) {A}
        l {C} {X} {A}
        l {X}, {B}, {A}
        l - {X}: {A}
        @ Diary of the house|Visits|Visitors' book
        x person
        f date When did {X} come; On what day was {X} here; When was {X}'s visit
        f city From where did {X} come; Where had {X} come from
        f reason Why did {X} come; What was the reason for {X}'s visit
        r Who came on {A}
        l {A}: {X} from {B}
        l {A} {X} came because {C}
        l {X}, {B} - {A}
        """
    private static let people: String = """
        @ Contacts|Address book|Phone list|Who to call
        x person
        f phone What is the (number|phone number) of {X}; How can I reach {X} by phone; Which number do I dial for {X}
        f email What is the (e-mail address|mail address) of {X}; Where can I write to {X}
        f room Where does {X} sit; What is the office of {X}; In which room can I find {X}
        r Whose number is {A}; Who answers at {A}
        l {X}: {A}
        l {X} <{B}> {A}
        l {X}, {C}, {A}
        l | {X} | {A} | {B} |
        @ Staff|Team|Who does what|People
        x person
        f job What does {X} do; What is {X}'s (job|profession|role); As what does {X} work
        f city Where does {X} work; In which town is {X} (based|stationed)
        f year Since when has {X} been here; In which year did {X} start; When did {X} join
        r Who is the {A}; Who works as {A}
        l {X} - {A}, {B}
        l {X} \\({A}, since {C}\\)
        l {A}: {X}
        l {X}; {A}; {B}; {C}
        @ Exam results|Marks|Grades
        x person
        f small How many points did {X} get; What is {X}'s mark; What did {X} score
        f field In which subject was {X} examined; What was {X}'s subject
        r Who got {A} points
        l {X} {A}
        l {X} \\({B}\\): {A}
        l {X}, {B}, {A} points
        @ Loans|Lent books|Library loans
        x title
        f person Who (has|borrowed) {X}; To whom was {X} lent; Who took {X} home
        f date When is {X} due back; By when must {X} be returned
        f code What is the shelf mark of {X}; Where does {X} belong
        r What has {A} borrowed; Which book did {A} take home
        l {X} - {A} - {B}
        l {X} \\({C}\\): {A}
        l {A} has {X} until {B}
        l "{X}", {C}, lent to {A}
        @ Animals|In the zoo|Patients|Stable
        x first
        f animal What (kind of animal|animal) is {X}; To which species does {X} belong
        f weight How heavy is {X}; How much does {X} weigh; What is the weight of {X}
        f food What does {X} eat; With what is {X} fed
        r Which one is the {A}
        l {X} \\({A}\\), {B}, eats {C}
        l {X}: {A}, {B}
        l {X} the {A} gets {C}
        @ Room bookings|Rooms|Bookings
        x room
        f person Who has booked {X}; For whom is {X} (booked|reserved); Who sits in {X}
        f time From when is {X} (booked|taken); When does the booking of {X} begin
        f duration For how long is {X} (booked|taken); How long is the booking of {X}
        r What did {A} book; Which room is booked for {A}
        l {X}: {A} at {B}
        l {B} {X} {A} \\({C}\\)
        l {X} - {A}
        @ Crew|Cast|Roles
        x first
        f person Who plays {X}; By whom is {X} played; Who is {X} on the stage
        f colour What colour does {X} wear; In what is {X} dressed
        r Whom does {A} play; Which part has {A}
        l {X} ..... {A}
        l {X} \\(in {B}\\): {A}
        l {A} as {X}, in {B}
        @ Glossary|Words|Dictionary
        x word
        f thing What is a {X}; What is meant by {X}; What does {X} mean
        f language From which language is {X}; Where does the word {X} come from
        r Which word means {A}
        l {X}: a {A}
        l {X} \\({B}\\) - {A}
        l *{X}*, from {B}: {A}
        @ Donations|Gifts|Thanks to
        x person
        f money How much did {X} give; What did {X} donate; What is {X}'s gift
        f topic For what did {X} give; What is the gift of {X} for
        r Who gave {A}
        l {X}: {A}
        l {A} from {X} for {B}
        l - {X} gave {A} \\({B}\\)
        """
}
