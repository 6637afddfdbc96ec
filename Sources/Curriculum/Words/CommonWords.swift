/// Ordinary English words, for attributes and for text that is about anything.
enum CommonWords {
    static let nouns: [String] = SoundWords.words(
        """
        account action activity address advantage advice agency agreement aim allowance amount analysis answer appeal appearance applicant application approach \
        argument arrival article aspect assessment asset assistance association attempt attention attitude audience authority average award background balance \
        barrier base basis behaviour belief benefit bill birth block board body bond border boundary brief budget bulletin burden business campaign candidate care \
        career case cause centre certificate challenge chance change channel character charge choice circle circumstance claim class clause climate collection \
        colleague column comment commission commitment committee communication community comparison competition complaint component concept concern conclusion \
        condition conference confidence conflict connection consequence constraint construction consumption contact content context contract contrast contribution \
        control convention conversation copy core correction cost council country course court courtesy coverage creation credit crisis criterion culture currency \
        curriculum custom customer cycle damage danger data debate debt decade decision decline defence degree delivery demand department dependency description \
        design desire detail development device diet difference difficulty dimension direction disaster discipline discount discovery discussion disease display \
        dispute distance distinction distribution division doctrine document domain draft drama dream duty economy edition education effect effort election element \
        emergency emission emphasis employer employment energy enquiry enterprise environment episode equation equipment error estate estimate evidence examination \
        example exception exchange excuse exercise existence expansion expectation expense experience experiment expert explanation exposure expression extension \
        extent facility fact factor failure faith family fashion fate fault favour feature feedback figure film finance finding firm flight flow focus force forecast \
        format formula fortune foundation frame framework freedom function fund future game gap generation gift goal goods government graph ground group growth guarantee \
        guess guest guidance guideline habit hazard headline health heat heritage history hobby holiday host household idea ideal identity illness image impact \
        implication improvement incentive incident income increase index industry inflation influence information initiative injury input inquiry inspection instance \
        institution instruction insurance interest interview introduction invention inventory investment invitation issue item journal journey judgement justice kind \
        knowledge label labour lack landmark launch law layer lead lease lecture legacy legend lesson liability licence life limit link list loan lobby location logic \
        loss luck luggage machine mail maintenance majority management mandate manner margin mark market match matter maximum meal meaning measure medium meeting \
        membership memory mention merit message method milestone mind minimum minority mission mistake mixture mode model moment mood motion motive movement mystery \
        myth nature need neighbour network news norm notice notion object objective observation obstacle occasion offer office operation opinion opportunity option \
        order origin outcome outlet outline output outset overview owner pace paper paragraph parameter parent part party passage passenger patent path patience \
        pattern pause payment peak penalty pension percentage performance period permission person perspective phase phrase pilot pitch place plan plant platform \
        player pleasure plot point policy pool portion position possession possibility post potential practice prediction preference premise premium preparation \
        presence pressure prevention price pride principle priority prize problem procedure process product profession profile profit progress promise promotion \
        proof property proposal prospect protection protest provision publication purchase purpose puzzle quality quantity quarter query quest question quota quote \
        race range rank rate ratio reaction reader reality reason receipt reception recipe recommendation record recovery reduction reference reform refund refusal \
        region regulation relation release relief remark remedy reminder rent repair replacement reply report request requirement research reserve resident resource \
        response responsibility restriction result return revenue review revision reward rhythm right risk role root round route routine rule safety salary sale \
        sample sanction scale scenario scene schedule scheme scholarship scope score season seat section sector security segment selection sense sentence sequence \
        series service session set setting share shift shock shop shortage side sign signature significance site situation size skill society solution song sort \
        source space speaker species speech speed spirit sponsor sport spot staff stage stake standard start statement station statistic status step stock storm \
        story strategy strength stress structure struggle study style subject subsidy success suggestion summary supply support surface surprise survey survival \
        symbol symptom system target task taste tax team technique technology temper tendency tension term test text theme theory threat title tone topic total \
        touch tour track trade tradition traffic training transfer transition transport treatment treaty trend trial trip trouble trust truth turn type unit update \
        usage use user value variable variation variety vehicle venture venue verdict version victim victory view violation vision visit volume volunteer vote wage \
        warning waste way wealth weather weight welfare will winner wish witness wonder work worker workload world yield zone
        """
    )
    static let adjectives: [String] = SoundWords.words(
        """
        able absolute abstract academic acceptable accurate active actual acute additional adequate advanced agreed alternative ambitious annual apparent appropriate \
        approximate artificial attractive available aware basic beautiful brief broad busy capable careful central certain cheap civil classic clear clever close \
        comfortable commercial common comparable competent complete complex comprehensive conscious conservative considerable consistent constant contemporary \
        continuous convenient conventional correct costly critical crucial current daily decent deep definite deliberate delicate dense desirable detailed different \
        difficult direct distinct domestic dominant double due dynamic eager economic educational effective efficient electric electronic emotional enormous entire \
        equal essential eventual evident exact excellent exclusive expensive experimental explicit express external extra extraordinary extreme fair false familiar \
        famous favourite federal final financial fine firm flexible formal fortunate free frequent fresh full fundamental further general generous genuine global \
        good gradual grand great gross happy hard healthy historic honest huge human ideal immediate important impressive independent individual industrial informal \
        inner innocent intense interesting intermediate internal international joint junior key known large last late latest leading legal legitimate likely limited \
        liquid literary lively local logical long loose lost low lower loyal lucky magic main major mature maximum mean mechanical medical mental mere mild military \
        minimum minor missing mixed mobile moderate modern modest monthly moral moving mutual narrow national native natural neat necessary negative nervous neutral \
        new nice noble normal notable novel numerous obvious occasional odd official open operational opposite optimistic oral ordinary organic original outer outside \
        overall parallel partial particular passive past peaceful perfect permanent personal physical plain planned pleasant polite political popular positive possible \
        potential powerful practical precise preliminary present prime principal prior private probable productive professional profitable profound prominent proper \
        proposed provisional public pure quick quiet random rapid rare rational raw ready real realistic reasonable recent regional regular related relative relevant \
        reliable reluctant remarkable remote representative responsible rich right rigid rival rough round royal rural sacred safe scientific secondary secret secure \
        senior sensible sensitive separate serious severe shallow sharp short significant silent similar simple single skilled slight slow social soft solid sound spare \
        special specific spiritual stable standard static statistical steep strategic strict strong structural stupid subsequent substantial successful sudden \
        sufficient suitable superior supreme sure surplus surprising suspicious sweet technical temporary tender tentative theoretical thin tight tiny top total tough \
        traditional tremendous true typical ultimate unable unique universal unknown unlikely unusual upper urban urgent useful usual vague valid valuable variable various \
        vast verbal vertical vital voluntary vulnerable warm weak weekly welcome whole wide wild willing wise wonderful working worthy young
        """
    )
}
