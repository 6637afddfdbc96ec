enum ThingWords {
    static let adjectives: [String] = SoundWords.words(
        """
        small large old new spare main second upper lower inner outer left right front rear early late quiet loud bright dark heavy light narrow wide short \
        long flat round square sharp blunt dry wet warm cold clean dusty empty full hollow solid smooth rough simple double single folding sliding hidden \
        central local foreign public private secret official temporary permanent digital manual portable fixed backup primary secondary monthly annual daily \
        minimum maximum average total final initial current former regular special internal external northern southern eastern western calm brave gentle swift \
        honest patient curious steady humble proud eager stubborn wooden striped spotted rusty polished painted broken fragile sturdy elegant ancient modern
        """
    )
    static let colours: [String] = SoundWords.words(
        "red blue green yellow orange purple white black grey brown pink teal crimson ivory turquoise beige scarlet violet olive navy maroon golden silver"
    )
    static let materials: [String] = SoundWords.words(
        "copper iron steel oak pine glass brass bronze silver granite marble clay wool cotton linen leather paper rubber plastic aluminium concrete silk wax slate bamboo tin felt ceramic"
    )
    static let nouns: [String] = SoundWords.words(
        """
        gauge kettle ladder lantern valve barrel basket bench bell blanket boat bolt bottle bowl box bracket bridge brush bucket button cabinet cable camera \
        candle carpet cart chain chair chest clock cloak coat coin compass counter crane crate cup curtain cushion desk dial door drawer drill drum engine \
        fan feather fence filter flag flute fork frame funnel gate gear glove hammer handle harp hat helmet hinge hook horn hose jar key knife ladle lamp \
        lens lever lid lock loom magnet map mast mat mirror mug nail needle net oar oven paddle pan pedal pen pencil pillow pin pipe pitcher plank plate plough \
        pocket pot pump quilt rack radio rail raft ring rod roof rope rug ruler sack saddle sail saw scale scarf scissor screen screw sensor shelf shield \
        shoe shovel sieve sign sink sled spade spoon spring stool stove strap string switch table tank tap tent thread tile torch towel tower toy tray trumpet \
        trunk tube tunnel umbrella vase vest violin wagon wall wheel whistle window wire wrench yoke zipper archive badge banner catalogue charter column corridor \
        courtyard cover deposit diagram domain fountain gallery garden greenhouse harbour invoice kiln ledger letter locker manual medal memo mill notebook \
        orchard package panel parcel permit platform plot poster receipt recipe register relay report router schedule script seal server shipment signal socket \
        staircase statue stamp studio survey tariff terminal ticket timetable trail transformer turbine vault voucher warehouse well workshop
        """
    )
    static let foods: [String] = SoundWords.words(
        """
        soup stew bread cake pie salad pudding dumplings noodles pancakes curry risotto lasagne waffles biscuits porridge omelette goulash chowder paella tart \
        muffins pickles cheese sausages rice beans lentils potatoes carrots onions apples pears plums cherries walnuts honey butter yoghurt mushrooms spinach
        """
    )
    static let flavours: [String] = SoundWords.words(
        "lemon ginger garlic pepper vanilla cinnamon almond mustard apple plum pumpkin barley rye mushroom salmon beetroot fennel cardamom chestnut"
    )
    static let drinks: [String] = SoundWords.words(
        "coffee tea cocoa cider lemonade milk water beer wine mead juice kefir mate espresso"
    )
    static let animals: [String] = SoundWords.words(
        """
        horse donkey goat sheep cow pig dog cat rabbit hamster parrot canary goose duck swan owl falcon raven fox badger otter beaver seal whale dolphin trout \
        salmon eel tortoise lizard frog newt spider beetle bee butterfly camel llama elephant giraffe zebra lion tiger bear wolf moose reindeer hedgehog
        """
    )
    static let plants: [String] = SoundWords.words(
        "rose tulip lily iris fern moss ivy basil thyme sage mint lavender oak birch maple willow cedar cactus orchid sunflower clover barley wheat rye hop fig olive"
    )
    static let sports: [String] = SoundWords.words(
        "tennis football handball rowing fencing sailing climbing curling chess swimming cycling archery hockey volleyball badminton skiing judo golf rugby cricket"
    )
    static let instruments: [String] = SoundWords.words(
        "violin cello flute oboe clarinet trumpet trombone tuba piano organ harp guitar lute accordion drums bagpipes saxophone viola banjo zither"
    )
    static let vehicles: [String] = SoundWords.words(
        "bicycle tram bus train ferry canoe truck van tractor motorcycle scooter taxi helicopter balloon sledge wagon tram kayak minibus"
    )
    static let genres: [String] = SoundWords.words(
        "thriller comedy drama western documentary romance fantasy satire mystery biography memoir tragedy horror musical jazz folk opera blues techno ballad"
    )
    static let shapes: [String] = SoundWords.words(
        "round square oval triangular hexagonal conical cubic spherical cylindrical octagonal flat crescent"
    )
}
