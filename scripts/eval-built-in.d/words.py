"""The words that names are drawn from."""

FIRST = """Ottoline Farouk Sunniva Teodor Ngozi Ilka Bram Wenzel Paloma Rashida Einar Mireille Jurek Oona Tariq Liesl Benedek Yuki
Sipho Corentin Halina Dmitri Aoife Kwame Signe Ruben Xiomara Piet Zeynep Lorcan Anneke Joaquín Maeve Osman Freja Ludo Marisol Tove
Anselm Chidi Ghislaine Radek Imogen Hamid Solveig Baptiste Nerys Kasimir Delphine Okke Priya Vaughn Leocadia Ismet Runa Gideon Tamsin
Bogdan Eulalia Jory Katinka Mehdi Saskia Thandi Ulf Wilhelmina""".split()
LAST = """Vantongeren Okafor Lindqvist Marchetti Brzezina Hollingworth Duarte Achterberg Nakashima Ferreiro Pettigrew Szabados Almquist
Castellane Rukavina Thorburn Oyelaran Wimmer Delacroix-Hay Sorrell Munshi Kettunen Balogh Prendergast Ivarsson Tjaden Mbeki-Stone Quispe
Ravenhill Stavros Uddin Yarwood Zelenka Abernethy Courtenay Drozd""".split()
TOWNS = """Hallowmere Brusque-sur-Lac Ostrava Tønsberg Kilbrannan Vellmar Pontefract Larache Sigtuna Duxbury Montreuil Gjirokastër Wexcombe
Aarhus Puntarenas Thistleford Olomouc Saint-Malo Ballymote Kuopio Varna Coimbra Trondheim Lübeck Ardrossan Pécs""".split()
STREETS = """Tannery Row|Cope Street|Windlass Lane|Salt Quay|Marigold Close|Old Mint Road|Ferrygate|Bellmaker Street|Quarry Hill|Copper Alley
Larkspur Avenue|Station Parade|Gasworks Lane|Nightingale Walk|Upper Weir|Rue des Tonneliers""".replace("\n", "|").split("|")
FIRMS = """Bluestem Corvane Harrow&Pike Nordlicht Pellucid Quaylight Rimefrost Sablewood Tessaract Umbral Vireo Wrenfield Yellowhammer Zephyrine
Ashgrove Brightwater Cindercone Dovetail Everbank Foxglove""".split()
FIRM_ENDS = "Ltd|GmbH|Logistics|Foods|Optics|Textiles|Instruments|Press|Marine|Partners|Labs|Cycles".split("|")
SYLLABLES = """bra vel tor quin dra mol zeph lun kar sor wex fen gri hal jor nim pol rus tam ulo vy xan yor bri cas del""".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
HOST_HEADS = "heron badger otter lynx marten curlew ibex kestrel puffin tapir wombat gannet".split()
HOST_TAILS = "01 02 03 a b prod stage edge db cache".split()
COLOURS = "teal|maroon|mustard|ivory|charcoal|lilac|olive|crimson|turquoise|beige|navy|copper".split("|")
MATERIALS = "oak|slate|wrought iron|linen|brass|terracotta|birch|felt|granite|canvas".split("|")
FOODS = "parsnips|smoked trout|rye bread|goat cheese|figs|barley|leeks|hazelnuts|capers|quince jelly|buttermilk|chard|lentils|mussels".split("|")
PLANTS = "runner beans|sweet peas|garlic|kohlrabi|borage|celeriac|strawberries|asparagus|fennel|dahlias|rhubarb|marigolds".split("|")
TRADES = "glazier|plumber|roofer|electrician|joiner|plasterer|chimney sweep|locksmith|tiler|stonemason".split("|")
JOBS = "archivist|bookkeeper|ferry pilot|lab technician|choir leader|beekeeper|court interpreter|sound engineer|nurse|surveyor|typesetter|cartographer".split(
    "|"
)
ANIMALS = "greyhound|tabby|cockatiel|donkey|terrier|ferret|lop-eared rabbit|tortoise|whippet|parakeet".split("|")
INSTRUMENTS = "cello|bassoon|mandolin|accordion|viola|trombone|harp|clarinet|double bass|oboe".split("|")
ILLS = "sprained wrist|ear infection|cracked molar|tick bite|hay fever|mild concussion|stiff neck|skin rash".split("|")
TOOLS = "spirit level|belt sander|hedge trimmer|socket set|tile cutter|heat gun|post digger|jigsaw|wallpaper steamer|torque wrench".split("|")
ROOMS = "Linden|Basalt|Harbour|Attic|Cobalt|Orchard|Saffron|Granary".split("|")
TOPICS = "soil moisture sensing|queue theory for bakers|medieval bookbinding|tidal turbines|lossless audio|urban beekeeping|type inference|map projections|sourdough chemistry|bat acoustics|glacier photography|signal boxes".split(
    "|"
)
SUBSYSTEMS = "billing|search|checkout|thumbnails|ledger|mailer|sessions|geocoder|exporter|invoicing|uploads|telemetry".split("|")
CAUSES = "an expired certificate|a full disk|a bad index|a DNS change|a leaked file handle|a mistyped firewall rule|a clock that was off|a failed switch".split(
    "|"
)
