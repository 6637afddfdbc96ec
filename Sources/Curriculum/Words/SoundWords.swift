/// What invented words are made of.
enum SoundWords {
    static let onsets: [String] = words(
        "b br c ch cl cr d dr f fl fr g gl gr h j k kl kn kr l m n p pl pr qu r s sc sh sk sl sm sn sp st str sv t th tr tw v w wr y z zh"
    )
    static let simpleOnsets: [String] = words("b c d f g h j k l m n p r s t v w z")
    static let simpleVowels: [String] = words("a e i o u")
    static let vowels: [String] = words("a e i o u a e i o u ai ea ei ie oa oo ou au y io ia eo")
    static let middles: [String] = words(
        "b d g k l m n p r s t v z bb dd ff gg ll mm nn pp rr ss tt ld lm ln lt lv mb mp nd ng nk nt rd rg rk rl rm rn rt rv sk st th x ch sh"
    )
    static let codas: [String] = words("n r l s t m d k th nd rk x sh ck ng rn st nt l r n s z p ff rd ld")
    static let surnameEnds: [String] = words(
        "son berg man stein ski sen ova ez ini ard well ton ley worth ic dottir ford aker"
    )
    static let townEnds: [String] = words(
        "ton burg ville stad ford mouth haven heim wick field dorf by port minster bridge hem grad"
    )
    static let labels: [String] = words(
        """
        Aurora Halcyon Kestrel Meridian Obsidian Lantern Vega Orion Atlas Nimbus Zephyr Cobalt Saffron Juniper Falcon Heron Sparrow Magpie Otter Lynx \
        Badger Marten Cedar Birch Alder Willow Hazel Maple Quartz Granite Basalt Amber Jade Onyx Opal Topaz Ember Cinder Glacier Tundra Delta Harbor \
        Beacon Anchor Compass Sextant Pioneer Voyager Nomad Pilgrim Ranger Mercury Saturn Neptune Pluto Titan Europa Calypso Hermes Apollo Athena Freya \
        Odin Thor Loki Iris Juno Vesta Ceres Pallas Gemini Lyra Draco Corvus Phoenix Griffin Hydra Kraken Sphinx Tempest Cyclone Monsoon Sirocco Mistral \
        Polaris Sirius Altair Rigel Antares Nova Quasar Pulsar Nebula Comet Eclipse Solstice Equinox Horizon Summit Ridge Canyon Mesa Prairie Savanna
        """
    )

    /// The words of a text.
    static func words(_ text: String) -> [String] {
        text.split { $0 == " " || $0 == "\n" }.map(String.init)
    }
}
