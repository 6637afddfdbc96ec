extension RelationTexts {
    static let papers: String = """
        @ order : order|delivery|shipment|parcel : it : (order|delivery|shipment|parcel) {code}
        = customer : person
        n customer; recipient
        p was placed by {V}; goes to {V}; is meant for {V}
        s {V} (ordered|is waiting for|is to receive) {X}
        q Who (placed|ordered|is waiting for|is to receive) {X}; To whom does {X} go; Who is the (customer|recipient) of {X}
        = total : money
        n total; amount
        p comes to {V}; totals {V}; is worth {V}
        q How much does {X} come to; What is the (total|amount) of {X}; How much is {X} worth
        = placed : date
        n order date
        p was placed on {V}; came in on {V}; was received on {V}
        q When (was {X} placed|did {X} come in|was {X} received); What is the order date of {X}
        = arrives : date
        n delivery date; expected arrival
        p (arrives|is expected|will be delivered) on {V}; should be there by {V}
        q When (does {X} arrive|is {X} expected|will {X} be delivered); What is the delivery date of {X}
        = address : address
        n delivery address; destination
        p is going to {V}; must be delivered to {V}; is addressed to {V}
        q (Where|To which address) (is {X} going|must {X} be delivered|is {X} addressed); What is the delivery address of {X}
        = carrier : company
        n carrier; courier
        p is carried by {V}; was handed to {V}; travels with {V}
        s {V} (carries|transports|brings) {X}
        q Who (carries|transports|brings) {X}; Which carrier was {X} handed to; With whom does {X} travel
        = weight : weight
        n weight
        p weighs {V}; is {V} heavy; was weighed at {V}
        q How (heavy is {X}|much does {X} weigh); What is the weight of {X}
        = pieces : small
        n pieces; number of items
        p consists of {V} pieces; holds {V} items; contains {V} articles
        q How many (pieces|items|articles) (are in|make up) {X}; Of how many pieces does {X} consist
        = content : thing
        n contents
        p contains {a} {V}; holds {a} {V}; is {a} {V} in a box
        q What is in {X}; What does {X} contain; What are the contents of {X}
        = status : status
        n status
        p is {V}; is marked as {V}; has been {V} since yesterday
        q What is the status of {X}; How is {X} marked
        = tracking : code
        n tracking number
        p can be followed under {V}; has the tracking number {V}
        q What is the tracking number of {X}; Under what can {X} be followed
        @ invoice : invoice|bill|receipt : it : (invoice|bill) {code}
        = amount : money
        n amount; total; sum
        p is (for|over) {V}; comes to {V}; amounts to {V}; demands {V}
        q How much is {X} (for|over); What (amount|sum) does {X} demand; What amount is on {X}; What does {X} come to
        = due : date
        n due date; payment date
        p is due on {V}; must be (paid|settled) by {V}; falls due on {V}
        q When is {X} due; By when must {X} be (paid|settled); What is the due date of {X}
        = issuer : company
        n issuer; sender
        p was (issued|sent|written) by {V}; comes from {V}
        s {V} (issued|sent|wrote) {X}
        q Who (issued|sent|wrote) {X}; From whom does {X} come; Who is the issuer of {X}
        = paid : date
        n date of payment
        p was (paid|settled) on {V}; was cleared on {V}
        q When was {X} (paid|settled|cleared); On what date was {X} paid
        = debtor : person
        n debtor; payer
        p was sent to {V}; must be paid by {V}; is addressed to {V}
        s {V} (has to pay|received|owes) {X}
        q Who (has to pay|received) {X}; To whom was {X} sent; Who is the (debtor|payer) of {X}
        = tax : percent
        n tax rate; VAT
        p includes {V} tax; has a tax rate of {V}; adds {V} tax
        q What is the tax rate (on|of) {X}; How much tax does {X} (include|add)
        = account : code
        n account; account number
        p is payable to account {V}; goes to the account {V}
        q To which account is {X} payable; What is the account number on {X}
        @ contract : contract|agreement|lease|policy : it : ((contract|agreement|policy) {code}|the {label} (agreement|contract))
        = signed : date
        n date of signature
        p was signed on {V}; bears the date {V}; was concluded on {V}
        q When was {X} (signed|concluded); What date does {X} bear
        = ends : date
        n end date; expiry
        p (ends|expires|runs out) on {V}; is valid until {V}
        q When does {X} (end|expire|run out); Until when is {X} valid; What is the expiry of {X}
        = partner : company
        n other party; partner
        p was concluded with {V}; binds us to {V}
        s {V} is the other party to {X}
        q (With whom|With which company) was {X} concluded; Who is the other party to {X}; To whom does {X} bind us
        = value : money
        n value; worth
        p is worth {V}; has a value of {V}; brings in {V}
        q How much is {X} worth; What is the value of {X}; How much does {X} bring in
        = notice : duration
        n notice period
        p can be ended with {V} of notice; has a notice period of {V}
        q What is the notice period of {X}; With how much notice can {X} be ended
        = signer : person
        n signatory
        p was signed by {V}; carries the signature of {V}
        s {V} (signed|put the signature under) {X}
        q Who signed {X}; Whose signature does {X} carry; Who is the signatory of {X}
        = penalty : money
        n penalty
        p threatens a penalty of {V}; costs {V} if it is broken
        q What is the penalty in {X}; How much does it cost to break {X}
        @ ticket : ticket|issue|bug|request : it : ((ticket|issue|bug|request) {code}|{code})
        = assignee : person
        n assignee; owner
        p is assigned to {V}; is being handled by {V}; is on the desk of {V}
        s {V} (handles|works on|is taking care of|was given) {X}
        q Who (handles|works on|is taking care of) {X}; To whom is {X} assigned; Who is the (assignee|owner) of {X}; On whose desk is {X}
        = reporter : person
        n reporter; author
        p was (opened|reported|filed|raised) by {V}
        s {V} (opened|reported|filed|raised) {X}
        q Who (opened|reported|filed|raised) {X}; Who is the (reporter|author) of {X}; By whom was {X} (opened|filed)
        = state : status
        n status; state
        p is {V}; was set to {V}; has the status {V}
        q What is the (status|state) of {X}; To what was {X} set
        = component : word
        n component; module
        p concerns the module {V}; is about the component {V}; was found in {V}
        q (Which|What) (module|component) (does {X} concern|is {X} about); Where was {X} found
        = milestone : version
        n milestone; target version
        p is planned for {V}; should be fixed in {V}; belongs to the milestone {V}
        q For which version is {X} planned; In which version should {X} be fixed; What is the milestone of {X}
        = opened : date
        n date opened; creation date
        p was opened on {V}; has been open since {V}; dates from {V}
        q When was {X} opened; Since when has {X} been open; From when does {X} date
        = votes : count
        n votes
        p has {V} votes; was voted for by {V} people
        q How many votes does {X} have; By how many people was {X} voted for
        = effort : duration
        n estimate; effort
        p is estimated at {V}; will take {V} of work; needs {V}
        q How (long|much work) will {X} take; What is the estimate for {X}; At what is {X} estimated
        = duplicate : code
        n duplicate
        p is a duplicate of {V}; is the same as {V}
        q Of what is {X} a duplicate; Which one is the same as {X}
        @ flight : flight|train|connection : it : (flight|train) {code}
        = to/end : city
        n destination
        p goes to {V}; lands in {V}; is bound for {V}
        q Where does {X} (go|land); (For|To) which city is {X} bound; What is the destination of {X}
        = from/start : city
        n origin; point of departure
        p comes from {V}; leaves from {V}; starts in {V}
        q (From where|From which city) does {X} (come|leave|start); What is the origin of {X}
        = departs : time
        n departure; departure time
        p (departs|leaves) at {V}; is off at {V}
        q (When|At what time) does {X} (depart|leave); What is the departure time of {X}
        = arrives : time
        n arrival; arrival time
        p (arrives|gets in) at {V}; is there by {V}
        q (When|At what time) does {X} (arrive|get in); What is the arrival time of {X}
        = gate : code
        n gate; platform
        p (leaves|departs) from gate {V}; boards at gate {V}
        q (Which|What) gate does {X} (leave|depart) from; At which gate does {X} board
        = delay : duration
        n delay
        p is {V} late; has a delay of {V}; is running {V} behind
        q How late is {X}; What is the delay of {X}; How far behind is {X}
        = pilot : person
        n captain; driver
        p is flown by {V}; has {V} at the controls
        s {V} (flies|is at the controls of) {X}
        q Who (flies|is at the controls of) {X}
        = fare : money
        n fare
        p costs {V}; can be booked for {V}
        q How much (is|does it cost to book) {X}; What is the fare of {X}; For how much can {X} be booked
        """
}
