/// What people do to things: groups of verbs that mean the same, so that a question may use another one than the notes.
enum VerbBook {
    struct Verb: Sendable {
        let base: String
        let past: String
        let participle: String
    }

    struct Group: Sendable {
        let verbs: [Verb]
        let object: ValueKind
        /// Whether it is done for money.
        let isTrade: Bool
    }

    static let groups: [Group] = text.split(separator: "\n").map { line in
        let fields = line.split(separator: ":").map(String.init)
        let verbs = fields[0].split(separator: ",").map { verb(String($0)) }
        let kind = SoundWords.words(fields[1])
        return Group(verbs: verbs, object: ValueKind(rawValue: kind[0]) ?? .thing, isTrade: kind.count > 1)
    }

    /// A verb that is no word.
    static func invented(_ dice: inout Dice) -> Group {
        let base = dice.inventedWord()
        let past = Words.past(base)
        return Group(verbs: [Verb(base: base, past: past, participle: past)], object: .thing, isTrade: false)
    }

    /// "fix" is regular, "sell/sold" and "see/saw/seen" are not.
    private static func verb(_ text: String) -> Verb {
        let forms = text.split(separator: "/").map { $0.split(separator: " ").joined(separator: " ") }
        let base = forms[0]
        let past = forms.count > 1 ? forms[1] : regular(base)
        return Verb(base: base, past: past, participle: forms.count > 2 ? forms[2] : past)
    }

    private static func regular(_ base: String) -> String {
        if base.hasSuffix("e") { return base + "d" }
        if base.hasSuffix("y"), !["ay", "ey", "oy"].contains(String(base.suffix(2))) { return base.dropLast() + "ied" }
        return base + "ed"
    }

    private static let text = """
        repair, fix, mend : thing
        buy/bought, purchase, acquire : thing trade
        sell/sold : thing trade
        order, request : thing trade
        rent, hire : vehicle trade
        paint, coat : thing
        move, shift, relocate : thing
        find/found, discover, come across/came across/come across : thing
        lose/lost, misplace : thing
        deliver, bring/brought : thing
        test, try out/tried out : thing
        build/built, construct, put together/put together : thing
        break/broke/broken, smash : thing
        clean, scrub/scrubbed : thing
        wash, rinse : thing
        hide/hid/hidden, conceal : thing
        steal/stole/stolen, make off with/made off with/stolen : thing
        borrow : thing
        return, give back/gave back/given back : thing
        lend/lent : thing
        install, set up/set up : thing
        remove, take away/took away/taken away : thing
        replace, swap/swapped : thing
        measure, take the size of/took the size of/measured : thing
        weigh, put on the scales/put on the scales : thing
        photograph, take a picture of/took a picture of/photographed : thing
        draw/drew/drawn, sketch : thing
        design, devise : thing
        invent, think up/thought up : thing
        polish, shine/shone : thing
        pack/packed, wrap/wrapped : thing
        open, unlock : thing
        close, shut/shut : thing
        lift, raise : thing
        carry, haul : thing
        drop/dropped, let fall/let fall : thing
        throw away/threw away/thrown away, discard : thing
        donate, give away/gave away/given away : thing
        inspect, examine, check : thing
        choose/chose/chosen, pick, select : thing
        describe, explain : thing
        restore, refurbish : thing
        decorate, adorn : thing
        label, tag/tagged : thing
        burn/burnt, set fire to/set fire to/burnt : thing
        bury, dig in/dug in : thing
        cook, prepare : food
        bake : food
        eat/ate/eaten, devour : food
        taste, sample : food
        serve, dish up/dished up : food
        burn/burnt, scorch : food
        season, spice : food
        freeze/froze/frozen : food
        drink/drank/drunk, gulp down/gulped down : drink
        pour, ladle out/ladled out : drink
        spill/spilt : drink
        write/wrote/written, compose : title
        read/read : title
        publish, bring out/brought out : title
        translate : title
        review, criticise : title
        illustrate, draw the pictures for/drew the pictures for/illustrated : title
        edit, revise : title
        print : title
        quote, cite : title
        recite, read aloud/read aloud : title
        meet/met, run into/ran into/run into : person
        call, phone, ring up/rang up/rung up : person
        visit, drop in on/dropped in on/visited : person
        invite : person
        train, coach : person
        thank, express thanks to/expressed thanks to/thanked : person
        hire, employ, take on/took on/taken on : person
        dismiss, fire, sack : person
        help, assist : person
        interview, question : person
        praise, commend : person
        warn, caution : person
        promote : person
        rescue, save : person
        interrupt, cut short/cut short : person
        introduce, present : person
        defeat, beat/beat/beaten : person
        follow, go after/went after/followed : person
        paint, portray : person
        deploy, roll out/rolled out : software
        upgrade, update : software
        restart, reboot : host
        migrate, move over/moved over : software
        configure, set up/set up : host
        patch : host
        shut down/shut down, switch off/switched off : host
        monitor, keep an eye on/kept an eye on/monitored : host
        back up/backed up, save a copy of/saved a copy of/backed up : file
        delete, erase : file
        upload : file
        download, fetch : file
        rename : file
        encrypt : file
        compress : file
        merge : branch
        revert, roll back/rolled back : branch
        approve, sign off/signed off : code
        reject, turn down/turned down : code
        sign/signed : code
        cancel, call off/called off : code
        file, submit/submitted : code
        close, resolve : code
        feed/fed : animal
        catch/caught, trap/trapped : animal
        ride/rode/ridden : animal
        groom, brush : animal
        treat, heal : animal
        see/saw/seen, spot/spotted, notice : animal
        plant : plant
        water : plant
        cut/cut, trim/trimmed : plant
        pick, gather : plant
        play/played : instrument
        tune : instrument
        drive/drove/driven, steer : vehicle
        park : vehicle
        wash : vehicle
        tow : vehicle
        teach/taught : field
        study, learn/learnt : field
        present, give a talk on/gave a talk on/presented : topic
        discuss, debate, talk about/talked about : topic
        research, look into/looked into : topic
        suggest, propose : topic
        organise, arrange : event
        attend, go to/went to/attended : event
        cancel, call off/called off : event
        win/won : event
        film : event
        """
}
