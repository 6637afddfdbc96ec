extension RelationTexts {
    static let works: String = """
        @ book : book|novel|volume : it : "{title}"
        = author : person
        n author; writer
        p was (written|penned) by {V}; is the work of {V}; comes from the pen of {V}
        s {V} (wrote|is the author of|penned) {X}; {X} is {V}'s best-known book
        q Who (wrote|penned|is the author of) {X}; By whom was {X} (written|penned); Whose work is {X}
        = published : year
        n year of publication; publication year
        p (was published|appeared|came out) in {V}; reached the shops in {V}
        q (When|In what year|In which year) (was {X} published|did {X} appear|did {X} come out); When did {X} reach the shops
        = publisher : company
        n publisher; publishing house
        p was (published|brought out|printed) by {V}; appeared with {V}
        s {V} (published|brought out) {X}
        q (Who|Which house) (published|brought out|printed) {X}; Who is the publisher of {X}
        = pages : count
        n pages; length
        p has {V} pages; is {V} pages long; runs to {V} pages
        q How many pages does {X} have; How long is {X}; What is the number of pages of {X}
        = subject : topic
        n subject; topic
        p is about {V}; deals with {V}; treats of {V}; tells of {V}
        q What is {X} about; What does {X} (deal with|treat of|tell of); What is the (subject|topic) of {X}
        = hero : person
        n main character; hero
        p follows {V}, its (hero|main character); has {V} as its main character
        s The hero of {X} is {V}
        q Who is the (hero|main character) of {X}; Whom does {X} follow
        = setting : city
        n setting; scene
        p is set in {V}; takes place in {V}; plays in {V}
        q Where is {X} set; Where does {X} (take place|play); What is the (setting|scene) of {X}
        = dedicated : first
        n dedicatee
        p is dedicated to {V}; bears a dedication to {V}
        q To whom is {X} dedicated; Who is {X} dedicated to
        = translator : person
        n translator
        p was translated by {V}; reached English readers through {V}
        s {V} translated {X}
        q Who translated {X}; Who is the translator of {X}; By whom was {X} translated
        = language : language
        n original language
        p was first written in {V}; is a translation from {V}
        q In (what|which) language was {X} first written; What is the original language of {X}
        = shelf : code
        n shelf mark; call number
        p stands at {V}; can be found under {V}; has the shelf mark {V}
        q (Where|Under what) can {X} be found; What is the (shelf mark|call number) of {X}
        = price : money
        n price
        p costs {V}; sells for {V}; is sold at {V}
        q How much (does {X} cost|is {X}); What is the price of {X}; What does {X} sell for
        = editor : person
        n editor
        p was edited by {V}; went through the hands of {V}, the editor
        s {V} edited {X}
        q Who edited {X}; Who was the editor of {X}
        @ film : film|movie|play|series : it : "{title}"
        = director : person
        n director
        p was directed by {V}; is a work by the director {V}
        s {V} (directed|was the director of) {X}
        q Who directed {X}; Who is the director of {X}; By whom was {X} directed
        = star : person
        n lead actor; star
        p stars {V}; has {V} in the leading role; gives the leading role to {V}
        s {V} plays the lead in {X}
        q Who (stars|plays the lead|has the leading role) in {X}; To whom does {X} give the leading role
        = genre : genre
        n genre
        p is {a} {V}; counts as {a} {V}; is classed as {a} {V}
        q What (genre|kind of work|sort of film) is {X}; As what is {X} classed; What does {X} count as
        = length : duration
        n running time
        p runs for {V}; lasts {V}; is over after {V}
        q How long (is {X}|does {X} run|does {X} last); What is the running time of {X}
        = premiere : date
        n premiere; first showing
        p premiered on {V}; was first shown on {V}; opened on {V}
        q When (did {X} premiere|was {X} first shown|did {X} open); On what day was the premiere of {X}
        = budget : money
        n budget; production cost
        p cost {V} to make; was made for {V}; had a budget of {V}
        q How much did {X} cost (to make|); What was the budget of {X}; For how much was {X} made
        = music : person
        n composer
        p has music by {V}; was scored by {V}
        s {V} (composed|wrote) the music (for|of) {X}
        q Who (composed|wrote) the music (for|of) {X}; Who scored {X}; Who is the composer of {X}
        = shot/place : city
        n location; filming location
        p was (shot|filmed) in {V}; was made in {V}
        q Where was {X} (shot|filmed|made); What was the filming location of {X}
        @ band : band|group|orchestra|choir : it : The {label}s
        = formed : year
        n year of formation
        p (was formed|came together|got together) in {V}; has played since {V}
        q (When|In which year) (was {X} formed|did {X} come together|did {X} get together); Since when has {X} played
        = singer : person
        n singer; vocalist
        p has {V} (as its singer|on vocals); lets {V} sing
        s {V} (sings|is the voice) (in|of) {X}
        q Who (sings in|is the singer of|is the voice of) {X}; Whom does {X} let sing
        = origin : city
        n home town; origin
        p (comes|hails) from {V}; started out in {V}
        q Where (does {X} come from|does {X} hail from|did {X} start out); What is the home town of {X}
        = style : genre
        n style; kind of music
        p plays {V}; is known for {V}
        q What (does {X} play|kind of music does {X} make|is the style of {X})
        = album : title
        n first album; debut album
        p called its first album "{V}"; made its debut with "{V}"
        q What is {X}'s (first|debut) album called; With what did {X} make its debut
        @ painting : painting|picture|sculpture : it : "{title}"
        = artist : person
        n artist; painter
        p was (painted|made|created) by {V}; is a work of {V}; is ascribed to {V}
        s {V} (painted|made|created) {X}
        q Who (painted|made|created) {X}; Who is the artist of {X}; To whom is {X} ascribed
        = museum : city
        n place; where it hangs
        p hangs in {V}; is on show in {V}; can be seen in {V}
        q Where (does {X} hang|is {X} on show|can {X} be seen)
        = sold : money
        n price at auction
        p fetched {V} at auction; was sold for {V}; went for {V}
        q How much did {X} fetch; For how much was {X} sold; What did {X} go for
        = size : length
        n height
        p is {V} high; measures {V} from top to bottom
        q How high is {X}; What is the height of {X}
        = material : material
        n material; support
        p is on {V}; was made on {V}
        q (On what|On which material) (is|was) {X} (made|painted|); What is the material of {X}
        @ course : course|class|seminar|lecture : it : "{title}"
        = teacher : person
        n teacher; lecturer; instructor
        p is (taught|given|held) by {V}; has {V} as its teacher
        s {V} (teaches|gives|holds) {X}
        q Who (teaches|gives|holds) {X}; Who is the (teacher|lecturer|instructor) of {X}; By whom is {X} taught
        = room : room
        n room; classroom
        p takes place in {V}; meets in {V}; is held in {V}
        q Where (does {X} take place|does {X} meet|is {X} held); (Which|What) room is {X} in
        = credits : small
        n credits; credit points
        p is worth {V} credits; brings {V} credits; earns its students {V} credit points
        q How many credits (is {X} worth|does {X} bring); What are the credit points of {X}
        = day : weekday
        n day
        p is on {V}s; meets every {V}; is held on {V}s
        q (On which day|On what day|When) (is {X}|does {X} meet); What is the day of {X}
        = exam : date
        n exam date; examination
        p ends with an exam on {V}; has its exam on {V}
        q When is the exam (of|in|for) {X}; On what day does {X} have its exam
        = fee : money
        n fee; price
        p costs {V}; is offered for {V}; has a fee of {V}
        q How much (does {X} cost|is {X}); What is the (fee|price) of {X}
        = enrolled : count
        n participants; enrolment
        p has {V} participants; is attended by {V} people; counts {V} students
        q How many (people|students|participants) (attend|are in) {X}; How many participants does {X} have
        = textbook : title
        n textbook
        p uses the book "{V}"; is based on the book "{V}"
        q (Which|What) book does {X} use; On which book is {X} based; What is the textbook of {X}
        """
}
