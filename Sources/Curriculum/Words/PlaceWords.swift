enum PlaceWords {
    static let cities: [String] =
        SoundWords.words(
            """
            Oslo Bergen Malmö Lund Aarhus Odense Helsinki Turku Tallinn Riga Vilnius Gdańsk Kraków Prague Brno Vienna Graz Zürich Basel Geneva Lyon Nantes Lille \
            Ghent Antwerp Utrecht Delft Hamburg Bremen Leipzig Dresden Munich Ulm Turin Bologna Naples Palermo Seville Bilbao Porto Lisbon Dublin Cork Leeds \
            Bristol Glasgow Cardiff Reykjavík Nairobi Accra Lagos Cairo Tunis Rabat Dakar Kampala Lima Quito Bogotá Santiago Montevideo Recife Boston Denver \
            Austin Seattle Portland Toronto Ottawa Montreal Halifax Perth Hobart Sydney Auckland Osaka Kyoto Nagoya Seoul Busan Taipei Hanoi Manila Jakarta \
            Mumbai Pune Chennai Delhi Lahore Tashkent Ankara Izmir Athens Sofia Belgrade Zagreb Ljubljana Budapest Tirana Haifa Amman Doha Muscat
            """
        ) + [
            "New York", "San Diego", "Cape Town", "Buenos Aires", "Hong Kong", "Salt Lake City", "St. Gallen",
            "Novi Sad",
        ]
    static let countries: [String] =
        SoundWords.words(
            """
            Norway Sweden Denmark Finland Iceland Estonia Latvia Lithuania Poland Germany Austria Switzerland France Belgium Spain Portugal Italy Greece \
            Turkey Egypt Morocco Kenya Ghana Nigeria Senegal Peru Chile Brazil Argentina Mexico Canada Japan Vietnam India Nepal Indonesia Australia Ireland \
            Scotland Wales Croatia Slovenia Hungary Romania Bulgaria Ukraine Georgia Armenia Jordan Oman Mongolia Uruguay Bolivia
            """
        ) + ["New Zealand", "South Korea", "Costa Rica", "the Netherlands", "Sri Lanka", "South Africa"]
    static let regions: [String] = SoundWords.words(
        "valley coast plain hills basin peninsula delta highlands forest desert bay islands"
    )
    static let languages: [String] = SoundWords.words(
        """
        Norwegian Swedish Danish Finnish Icelandic Estonian Polish Czech German Dutch French Spanish Portuguese Italian Greek Turkish Arabic Swahili Hindi \
        Tamil Japanese Korean Vietnamese Thai Welsh Irish Basque Catalan Latin Hungarian Romanian Ukrainian English
        """
    )
    static let streets: [String] = SoundWords.words(
        "Mill Station Church Harbour Market Garden Castle King's Bridge Park Forest Ferry School Orchard Tannery Foundry Canal Linden Rose Elm Cooper Fuller"
    )
}
