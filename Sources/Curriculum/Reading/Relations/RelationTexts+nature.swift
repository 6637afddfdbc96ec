extension RelationTexts {
    static let nature: String = """
        @ mountain : mountain|peak|volcano|hill : it : (Mount {label}|the {label} Peak)
        = height : length
        n height; elevation
        p is {V} high; rises {V} above the plain; reaches {V}
        q How high (is {X}|does {X} rise); What is the height of {X}; How far does {X} rise
        = climber : person
        n first climber
        p was first climbed by {V}; was conquered by {V}
        s {V} (first climbed|was the first to stand on) {X}
        q Who (first climbed|was the first to stand on|conquered) {X}; By whom was {X} first climbed
        = climbed : year
        n year of the first ascent; first ascent
        p was first climbed in {V}; was not climbed before {V}
        q When was {X} first climbed; In what year was the first ascent of {X}
        = country/where : country
        n country
        p lies in {V}; stands in {V}; can be seen all over {V}
        q In (which|what) country (is|stands) {X}; Where does {X} (lie|stand)
        = snow : month
        n month of the first snow
        p gets its first snow in {V}; turns white in {V}
        q When does {X} get its first snow; In which month does {X} turn white
        @ river : river|stream : it : the {label} River
        = length : length
        n length
        p is {V} long; flows for {V}; winds {V} through the land
        q How long is {X}; How far does {X} flow; What is the length of {X}
        = mouth/end : label
        n mouth
        p flows into the {V}; ends in the {V}; joins the {V}
        q Into what does {X} flow; Where does {X} end; What does {X} join
        = source/start : region
        n source
        p rises in {V}; has its source in {V}; springs from {V}
        q Where does {X} (rise|have its source|spring from); What is the source of {X}
        = fish : animal
        n commonest animal
        p is full of {V}s; is known for the {V}
        q What is {X} (full of|known for)
        = bridges : small
        n bridges
        p is crossed by {V} bridges; has {V} bridges
        q How many bridges (cross|are there over) {X}
        @ animal : animal|creature|pet : it : {first} the {animal}
        = keeper : person
        n keeper; owner
        p is (looked after|kept|fed) by {V}; belongs to {V}
        s {V} (looks after|keeps|feeds) {X}
        q Who (looks after|keeps|feeds) {X}; To whom does {X} belong; Who is the keeper of {X}
        = food : food
        n favourite food; food
        p (eats|likes|lives on) {V}; is fed with {V}; will do anything for {V}
        q What does {X} (eat|like|live on); With what is {X} fed; What is {X}'s favourite food
        = born : date
        n date of birth
        p was born on {V}; hatched on {V}; came into the world on {V}
        q When was {X} born; When did {X} come into the world; What is {X}'s date of birth
        = weight : weight
        n weight
        p weighs {V}; has grown to {V}; brings {V} onto the scales
        q How (heavy is {X}|much does {X} weigh); What is {X}'s weight
        = colour : colour
        n colour
        p is {V}; has a {V} back; has {V} spots
        q What colour is {X}; What is the colour of {X}
        = from : country
        n country of origin
        p comes from {V}; was brought from {V}; was caught in {V}
        q Where does {X} come from; From which country was {X} brought
        = vet : person
        n vet
        p is treated by {V}; sees {V} when it is ill
        s {V} (treats|is the vet of) {X}
        q Who (treats|is the vet of) {X}; By whom is {X} treated
        = chip : code
        n chip number
        p carries the chip {V}; is marked with {V}
        q Which chip does {X} carry; What is {X}'s chip number; With what is {X} marked
        = trick : instrument
        n talent
        p can play the {V}; has learned to play the {V}
        q What has {X} learned to play; What can {X} play; What is {X}'s talent
        @ garden : garden|park|farm|orchard|vineyard : it : (the |){label} (Garden|Park|Farm|Orchard|Vineyard)
        = area : area
        n area; size
        p covers {V}; is {V} large; takes up {V}
        q How (large|big) is {X}; What area does {X} (cover|take up); What is the size of {X}
        = crop : plant
        n main crop; main plant
        p grows {V} above all; is planted with {V}; is known for its {V}
        q What (grows in|is planted in) {X}; What does {X} grow; What is {X} known for; What is the main (crop|plant) of {X}
        = gardener : person
        n gardener; farmer
        p is tended by {V}; is looked after by {V}; is worked by {V}
        s {V} (tends|looks after|works) {X}
        q Who (tends|looks after|works) {X}; Who is the (gardener|farmer) of {X}; By whom is {X} tended
        = harvest : month
        n month of the harvest; harvest
        p is harvested in {V}; brings in its harvest in {V}
        q When is {X} harvested; In which month does {X} bring in its harvest
        = yield : weight
        n yield
        p yields {V} a year; gave {V} last year
        q How much does {X} (yield|give); What is the yield of {X}
        = water : volume
        n water use; water per day
        p needs {V} of water a day; is watered with {V} every day
        q How much water does {X} need; With how much is {X} watered
        @ planet : planet|moon|comet|star : it : ({label} (II|IV|b|Minor)|the comet {label}|the moon {label})
        = discoverer : person
        n discoverer
        p was (discovered|found|first seen) by {V}
        s {V} (discovered|first saw) {X}
        q Who (discovered|found|first saw) {X}; By whom was {X} discovered; Who is the discoverer of {X}
        = discovered : year
        n year of discovery
        p was (discovered|found) in {V}; has been known since {V}
        q When was {X} (discovered|found); Since when has {X} been known
        = orbit : duration
        n orbital period
        p goes round in {V}; needs {V} for one orbit; has an orbital period of {V}
        q How long does {X} need for one orbit; What is the orbital period of {X}
        = surface : temperature
        n surface temperature
        p has a surface of {V}; is {V} on its surface
        q How (hot|cold) is the surface of {X}; What is the surface temperature of {X}
        = moons : small
        n moons
        p has {V} moons; is circled by {V} moons
        q How many moons does {X} have; How many moons circle {X}
        @ experiment : experiment|trial|study|test : it : ((experiment|trial|run|test) {code}|the {label} (study|trial))
        = leader : person
        n principal investigator; head
        p is (led|run|conducted|directed) by {V}; was designed by {V}
        s {V} (leads|runs|conducts|directs) {X}
        q Who (leads|runs|conducts|directs) {X}; Who is the (principal investigator|head) of {X}
        = samples : count
        n samples; sample size; participants
        p used {V} samples; had {V} participants; was done with {V} subjects
        q How many (samples|participants|subjects) (were used in|took part in) {X}; What was the sample size of {X}
        = result : percent
        n success rate; result
        p succeeded in {V} of cases; had a success rate of {V}; worked {V} of the time
        q How often did {X} (succeed|work); What was the success rate of {X}; In how many cases did {X} succeed
        = temperature : temperature
        n temperature
        p was carried out at {V}; was held at {V}; ran at {V}
        q At what temperature was {X} (carried out|held); How (hot|warm) was it in {X}; What was the temperature in {X}
        = duration : duration
        n duration
        p took {V}; ran for {V}; was finished after {V}
        q How long did {X} (take|run); After how long was {X} finished; What was the duration of {X}
        = device : thing
        n apparatus; instrument
        p was done with {a} {V}; used {a} {V}; needed {a} {V}
        q With what was {X} done; What (apparatus|instrument) did {X} (use|need)
        = seed : number
        n seed; random seed
        p used the seed {V}; was started with seed {V}
        q Which seed (did {X} use|was {X} started with); What was the random seed of {X}
        = failure : reason
        n reason of failure
        p failed because {V}; was called off because {V}; had to be stopped because {V}
        q Why (did {X} fail|was {X} called off|was {X} stopped); What made {X} fail
        = funded : company
        n funder; sponsor
        p was (funded|paid for|financed) by {V}
        s {V} (funded|paid for|financed) {X}
        q Who (funded|paid for|financed) {X}; Who was the (funder|sponsor) of {X}
        """
}
