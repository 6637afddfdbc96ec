/// The words that `DerivedRelations` starts from.
enum DerivedTexts {
    /// Who does it: noun, present, participle, another word for it.
    static let agents = """
        inspector,inspects,inspected,examines
        reviewer,reviews,reviewed,goes over
        tester,tests,tested,tries out
        sponsor,sponsors,sponsored,pays for
        owner,owns,owned,possesses
        keeper,keeps,kept,looks after
        maker,makes,made,manufactures
        driver,drives,driven
        leader,leads,led,is in charge of
        helper,helps,helped,assists
        designer,designs,designed,draws
        editor,edits,edited,revises
        translator,translates,translated
        organiser,organises,organised,arranges
        supervisor,supervises,supervised,oversees
        coordinator,coordinates,coordinated
        guardian,guards,guarded,protects
        founder,founded,founded,set up
        painter,paints,painted
        repairer,repairs,repaired,mends
        cleaner,cleans,cleaned
        buyer,buys,bought,purchases
        seller,sells,sold
        tenant,rents,rented
        planner,plans,planned
        photographer,photographs,photographed,takes pictures of
        advisor,advises,advised,counsels
        trainer,trains,trained,coaches
        critic,criticises,criticised,finds fault with
        admirer,admires,admired
        collector,collects,collected
        builder,builds,built,constructs
        operator,operates,operated,runs
        maintainer,maintains,maintained,keeps in order
        administrator,administers,administered
        author,wrote,written,is the writer of
        publisher,publishes,published,brings out
        inventor,invented,invented,came up with
        restorer,restores,restored
        auditor,audits,audited,checks the books of
        examiner,examines,examined
        measurer,measures,measured
        curator,curates,curated
        producer,produces,produced
        distributor,distributes,distributed
        importer,imports,imported
        visitor,visits,visited,calls on
        neighbour,lives next to,watched
        investor,invests in,financed,puts money into
        lender,lends,lent
        moderator,moderates,moderated
        presenter,presents,presented
        representative,represents,represented,speaks for
        contractor,works on,served
        caretaker,takes care of,cared for,sees to
        gatekeeper,controls,controlled
        archivist,files,filed
        witness,saw,seen,observed
        complainant,complained about,reported
        winner,won,won
        finder,found,found,discovered
        sender,sent,sent,dispatched
        signatory,signed,signed
        approver,approves,approved,signs off
        applicant,applied for,requested,asked for
        delegate,speaks about,presented
        heir,inherited,inherited
        successor,took over,taken over
        porter,carries,carried
        guide,guides,guided,shows people round
        """
    /// Noun, adjective, kind; a fourth word where "is V adjective" can be said.
    static let measures = """
        width,wide,length,x
        height,high,length,x
        depth,deep,length,x
        length,long,length,x
        thickness,thick,length,x
        diameter,large across,length
        weight,heavy,weight
        area,large,area
        volume,large,volume
        speed,fast,speed
        temperature,warm,temperature
        price,expensive,money
        cost,costly,money
        value,valuable,money
        age,old,duration,x
        duration,long,duration,x
        delay,late,duration
        distance,far away,length
        pressure,high,pressure
        voltage,high,voltage
        power,powerful,power
        size,big,bytes
        frequency,frequent,rate
        brightness,bright,number
        loudness,loud,number
        hardness,hard,number
        popularity,popular,percent
        humidity,humid,percent
        steepness,steep,percent
        salinity,salty,percent
        """
    /// What may be done to anything that has a name; words of a line mean the same.
    static let deeds = """
        opened,inaugurated
        closed,shut down
        built,constructed,erected
        bought,purchased,acquired
        sold,disposed of
        repaired,fixed,mended
        cleaned
        tested,tried out
        published,brought out
        signed
        approved,authorised
        cancelled,called off
        renewed,extended
        inspected,examined
        delivered
        ordered
        paid for
        moved,relocated
        merged,combined
        renamed,given another name
        restored,refurbished
        demolished,torn down
        painted
        installed,set up
        replaced,exchanged
        retired,taken out of service
        launched,started
        completed,finished
        photographed
        insured
        rented out,let
        lost,mislaid
        found,discovered
        stolen
        damaged,harmed
        sealed
        weighed
        measured
        certified
        registered,recorded
        announced,made public
        mentioned
        awarded a prize,given a prize
        criticised
        praised
        banned,forbidden
        exhibited,put on show
        auctioned
        donated,given away
        borrowed
        returned,given back
        designed
        planned
        invented,devised
        sponsored
        evacuated
        flooded
        searched
        guarded
        translated
        copied
        archived
        audited
        upgraded,modernised
        enlarged,expanded
        shortened
        postponed,put off
        """
}
