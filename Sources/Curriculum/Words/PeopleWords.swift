enum PeopleWords {
    static let firstNames: [String] = SoundWords.words(
        """
        Anna Ben Clara David Elena Felix Greta Hugo Ines Jonas Karin Lars Maria Nils Olga Paul Rosa Stefan Tara Ulrich Vera Walter Yara Zoe Amir Aisha Bao \
        Carmen Diego Emeka Fatima Goran Hana Ibrahim Jia Kofi Leila Mateo Nadia Omar Priya Quentin Ravi Sana Tomas Uma Viktor Wei Ximena Yusuf Zara Alan Beth \
        Colin Dora Edgar Fiona Gavin Helen Ian Joan Keith Laura Martin Nora Oscar Petra Ralph Susan Tim Ursula Vincent Wendy Arne Birgit Dag Eva Finn Gudrun \
        Heidi Ivar Jens Kaja Liv Magnus Nina Odd Per Ragnhild Sven Tove Unni Astrid Bruno Chiara Dario Enzo Francesca Giulia Luca Marco Paola Silvia Akira \
        Chiyo Daichi Emi Haruto Kenji Mei Naoko Ren Sakura Takumi Yuki Adaeze Chidi Femi Ngozi Tunde Zuri Anton Boris Dmitri Irina Katya Mila Oksana Pavel \
        Sergei Tatiana Yuri Abigail Caleb Chloe Dylan Ethan Grace Hannah Isaac Jasmine Kyle Logan Megan Noah Olivia Peter Rachel Samuel Theo Una Will Joel
        """
    )
    static let lastNames: [String] = SoundWords.words(
        """
        Berg Holm Lind Dahl Strand Vik Moen Haugen Larsen Nygaard Bauer Fischer Keller Vogel Wagner Schmitt Brandt Richter Moreau Laurent Dubois Garnier \
        Rossi Ferrari Conti Greco Marino Silva Costa Pereira Almeida Romero Vargas Ortega Navarro Kowalski Nowak Wójcik Novák Horvat Petrov Ivanova Popescu \
        Tanaka Sato Mori Kimura Chen Wang Liu Zhao Nguyen Tran Park Kim Choi Patel Sharma Gupta Rao Iyer Khan Haddad Mansour Okafor Adeyemi Mensah Diallo Osei \
        Smith Brown Taylor Carter Fletcher Mason Cooper Hughes Evans Murray Reid Sullivan Byrne Walsh Fraser Ellis Hart Lowe Marsh Nash Pike Quinn Rowe Shaw \
        Thorne Underwood Vance Webb Yates Abbott Barlow Crane Drake Ferris Grant Hale Ingram Joyce Kemp Lambert Mercer Norris Osborne Pratt Rhodes Sterling
        """
    )
    static let companyEnds: [String] = [
        "GmbH", "Ltd", "Inc", "AG", "Group", "Labs", "Systems", "Works", "Industries", "Foods", "Energy", "Logistics",
        "Media", "Robotics", "Textiles",
        "Partners", "Instruments", "Software", "Shipping", "Biotech", "Motors", "Optics", "Publishing", "AB", "AS",
        "Oy",
    ]
    static let jobs: [String] =
        SoundWords.words(
            """
            engineer architect accountant baker carpenter chemist cook dentist designer doctor driver editor electrician farmer firefighter florist gardener \
            geologist journalist judge lawyer librarian locksmith mechanic midwife musician nurse optician painter pharmacist photographer pilot plumber potter \
            programmer psychologist sailor sculptor surgeon surveyor tailor teacher translator veterinarian violinist welder writer analyst consultant auditor
            """
        ) + [
            "product manager", "data scientist", "site manager", "ship's captain", "film director", "head of sales",
            "research assistant",
        ]
    static let fields: [String] =
        SoundWords.words(
            """
            physics chemistry biology botany geology astronomy economics history philosophy law medicine mathematics statistics linguistics music architecture \
            sociology archaeology psychology oceanography meteorology genetics robotics optics ecology theology literature logistics acoustics metallurgy
            """
        ) + ["computer science", "civil engineering", "art history", "public health", "food science", "marine biology"]
    static let teams: [String] = SoundWords.words(
        "design platform data security payments mobile search infrastructure research support sales marketing finance legal kitchen maintenance testing logistics press web"
    )
    static let gatherings: [String] = SoundWords.words(
        "festival conference fair workshop concert marathon exhibition auction market regatta congress symposium retreat tournament parade gala seminar"
    )
}
