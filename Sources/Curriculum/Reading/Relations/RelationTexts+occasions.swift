extension RelationTexts {
    static let occasions: String = """
        @ project : project|undertaking|programme : it : (Project {label}|the {label} project|{label})
        = lead/leader : person
        n project lead; lead; manager
        p is (led|run|headed|managed|directed) by {V}; has {V} in charge; is in the hands of {V}
        s {V} (leads|runs|heads|manages|directs|is in charge of|is responsible for) {X}
        q Who (leads|runs|heads|manages|directs|is in charge of|is responsible for) {X}; Who is the (lead|boss|manager|head) of {X}; In whose hands is {X}
        = deadline : date
        n deadline; due date
        p is due on {V}; must be (finished|done|ready) by {V}; has to be delivered by {V}
        s The deadline for {X} is {V}; {V} is the last day for {X}
        q When is {X} due; What is the (deadline|due date) (of|for) {X}; By when must {X} be (done|finished|ready); When does {X} have to be delivered
        = budget : money
        n budget; funds
        p has a budget of {V}; may spend {V}; was granted {V}; has {V} at its disposal
        s {V} (has|have) been set aside for {X}
        q How much (money does {X} have|may {X} spend|was {X} granted); What is the budget of {X}; How large are the funds of {X}
        = client : company
        n client; customer
        p is done for {V}; was ordered by {V}; has {V} as its client
        s {V} (ordered|commissioned) {X}
        q (Who|Which company) (ordered|commissioned) {X}; Who is the client of {X}; For whom is {X} done
        = status : status
        n status; state
        p is {V}; is {V} at the moment; has been {V} since last week
        q What is the (status|state) of {X}; How is {X} doing; In what state is {X}
        = started : date
        n start date; kick-off
        p (started|began|kicked off) on {V}; has been running since {V}; got under way on {V}
        q When did {X} (start|begin|kick off|get under way); Since when has {X} been running; What was the start date of {X}
        = sponsor : person
        n sponsor; backer
        p is (sponsored|backed|funded) by {V}; has {V} behind it
        s {V} (sponsors|backs|funds) {X}
        q Who (sponsors|backs|funds) {X}; Who is the (sponsor|backer) of {X}; Who is behind {X}
        = goal : topic
        n goal; aim; purpose
        p is about {V}; aims at {V}; was started for {V}
        q What is {X} about; What is the (goal|aim|purpose) of {X}; At what does {X} aim
        = people : small
        n team size; people
        p has {V} people working on it; keeps {V} people busy; is staffed with {V} people
        q How many people (work on|are busy with) {X}; How many people does {X} keep busy; What is the team size of {X}
        = site/place : city
        n site; location
        p is carried out in {V}; has its site in {V}; takes place in {V}
        q Where (is {X} carried out|does {X} take place); What is the site of {X}
        = risk : reason
        n main risk
        p could fail because {V}; is at risk because {V}
        q Why (could {X} fail|is {X} at risk); What is the main risk of {X}
        = code : code
        n project number; cost centre
        p is booked on {V}; has the project number {V}
        q What is the project number of {X}; On which number is {X} booked; What is the cost centre of {X}
        @ meeting : meeting|call|session|appointment : it : (the {noun} (meeting|review|call|session)|the {label} (meeting|workshop|review))
        = room/place : room
        n room; place
        p (is|will be|takes place) in {V}; has been moved to {V}; was booked into {V}
        q Where (is {X}|will {X} be|does {X} take place); (Which|What) room is {X} in; In which room was {X} booked
        = time : time
        n time; start
        p (starts|begins) at {V}; is (set|scheduled) for {V}
        q (When|At what time) does {X} (start|begin); For what time is {X} (set|scheduled)
        = day : moment
        n day; date
        p is on {V}; takes place on {V}; was put off until {V}
        q On (what|which) day is {X}; (When|On which day) does {X} take place; What is the date of {X}
        = chair/leader : person
        n chair; host; moderator
        p is (chaired|led|moderated|hosted) by {V}; has {V} in the chair
        s {V} (chairs|leads|moderates|hosts) {X}
        q Who (chairs|leads|moderates|hosts) {X}; Who is in the chair at {X}; By whom is {X} (chaired|led)
        = minutes : person
        n minute-taker; secretary
        p has its minutes (taken|written) by {V}; leaves the minutes to {V}
        s {V} (takes|writes|keeps) the minutes of {X}
        q Who (takes|writes|keeps) the minutes of {X}; Who is the minute-taker of {X}; To whom are the minutes of {X} left
        = topic : topic
        n topic; subject; agenda
        p is about {V}; deals with {V}; was called to discuss {V}
        q What is {X} about; What does {X} deal with; What is the (topic|subject) of {X}; Why was {X} called
        = duration : duration
        n duration; length
        p (lasts|takes|goes on for) {V}; is planned for {V}
        q How long does {X} (last|take|go on); What is the duration of {X}; For how long is {X} planned
        = next : date
        n next date; follow-up
        p will be continued on {V}; has a follow-up on {V}
        q When (will {X} be continued|is the follow-up of {X}); What is the date of the follow-up to {X}
        = missing : person
        n absentee
        p was missed by {V}; had to do without {V}
        s {V} (was absent from|missed|could not come to) {X}
        q Who (was absent from|missed|could not come to) {X}; Without whom did {X} have to do
        @ event : event|occasion : it : {event}
        = venue/place : city
        n venue; place
        p takes place in {V}; is held in {V}; comes to {V}
        s {V} (hosts|is the venue of) {X}
        q Where (does {X} take place|is {X} held); (What|Which town) hosts {X}; What is the venue of {X}
        = date : date
        n date; day
        p takes place on {V}; is (planned|set|scheduled) for {V}; opens on {V}
        q When (does {X} take place|is {X}|does {X} open); For which day is {X} (planned|set|scheduled); What is the date of {X}
        = visitors : count
        n visitors; attendance; guests
        p drew {V} visitors; was attended by {V} people; had {V} guests
        s {V} people came to {X}
        q How many (people|visitors|guests) (came to|attended) {X}; What was the attendance at {X}
        = organiser/leader : person
        n organiser
        p is (organised|arranged|put together) by {V}; owes its existence to {V}
        s {V} (organises|arranges|is behind) {X}
        q Who (organises|arranges|is behind) {X}; Who is the organiser of {X}; By whom is {X} organised
        = ticket : money
        n ticket price; entry fee
        p costs {V} to attend; asks {V} at the door; sells tickets at {V}
        q How much is a ticket (for|to) {X}; What does a ticket to {X} cost; What is the ticket price of {X}; What does it cost to attend {X}
        = winner : person
        n winner
        p was won by {V}; ended with a victory for {V}
        s {V} (won|came first at|took the prize at) {X}
        q Who (won|came first at|took the prize at) {X}; Who was the winner of {X}
        = speaker : person
        n opening speaker; keynote speaker
        p was opened by {V}; began with a speech by {V}
        s {V} (opened|gave the first speech at) {X}
        q Who (opened|gave the first speech at) {X}; Who was the keynote speaker of {X}
        = sponsor : company
        n sponsor
        p is (sponsored|paid for) by {V}; is held with the money of {V}
        s {V} (sponsors|pays for) {X}
        q (Who|Which company) (sponsors|pays for) {X}; Who is the sponsor of {X}
        = weather : temperature
        n temperature on the day
        p took place at {V}; saw a temperature of {V}
        q How (warm|cold) was it (at|during) {X}; What was the temperature (at|during) {X}
        @ match : match|game|final : it : the (match|game|final) {last} against {last}
        = score : score
        n score; result
        p ended {V}; finished {V}; was decided {V}
        q How did {X} end; What was the (score|result) of {X}; With what score did {X} finish
        = referee : person
        n referee
        p was refereed by {V}; had {V} as its referee
        s {V} (refereed|was the referee of) {X}
        q Who (refereed|was the referee of) {X}
        = stadium/place : city
        n place; ground
        p was played in {V}; took place in {V}
        q Where (was {X} played|did {X} take place)
        = crowd : count
        n spectators; crowd
        p was watched by {V} people; drew a crowd of {V}
        q How many (people|spectators) (watched|saw) {X}; How large was the crowd at {X}
        @ trip : trip|journey|excursion|tour : it : the (trip|journey|excursion|tour) to {city}
        = leaves : moment
        n departure
        p (leaves|departs|starts) on {V}; sets off on {V}
        q When does {X} (leave|depart|start|set off); What is the departure of {X}
        = price : money
        n price
        p costs {V}; is offered for {V}; comes to {V} a head
        q How much (is {X}|does {X} cost); What is the price of {X}; What does {X} come to
        = guide/leader : person
        n guide; tour leader
        p is (led|guided|accompanied) by {V}; has {V} as its guide
        s {V} (leads|guides|accompanies) {X}
        q Who (leads|guides|accompanies) {X}; Who is the guide of {X}
        = means : vehicle
        n means of transport
        p is made by {V}; goes by {V}
        q (How|By what means) is {X} made; What is the means of transport on {X}
        = nights : small
        n nights; number of nights
        p includes {V} nights; lasts {V} nights
        q How many nights does {X} (include|last); How long is {X}
        = hotel : label
        n hotel; lodging
        p stays at the {V}; spends its nights at the {V}
        q Where does {X} (stay|spend its nights); Which hotel does {X} stay at; What is the lodging of {X}
        = meeting : address
        n meeting point
        p meets at {V}; gathers at {V} before it starts
        q Where does {X} (meet|gather); What is the meeting point of {X}
        """
}
