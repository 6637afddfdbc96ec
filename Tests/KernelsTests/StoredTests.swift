import Foundation
import Kernels
import Testing

/// A block of random bits with a usual scale, and some of its weights as `gguf.quants` (PyPI) reads them;
/// `weightedSum` is the sum of each weight times its place, from 1.
struct KnownBlock {
    let type: mk_type
    let stored: String
    let weights: [Int: Float]
    let weightedSum: Double

    static let all = [
        KnownBlock(
            type: MK_Q4_0,
            stored: "s6nl8alBBqCVaiavvM2v5WL5",
            weights: [
                0: 0.133575439453125, 1: 0.311676025390625, 16: -0.26715087890625, 31: -0.311676025390625,
            ],
            weightedSum: -24.84503173828125
        ),
        KnownBlock(
            type: MK_Q4_1,
            stored: "KRpKLEVRNw6ZstdMNCf6SNcyod8=",
            weights: [
                0: 0.08205604553222656, 1: 0.07002449035644531, 16: 0.07904815673828125, 31: 0.10611915588378906,
            ],
            weightedSum: 46.96513748168945
        ),
        KnownBlock(
            type: MK_Q5_0,
            stored: "kSSmIfm9DMwhOXwex5XKd0jcA9F6iA==",
            weights: [0: -0.07135009765625, 1: 0.21405029296875, 16: 0.0, 31: 0.1427001953125],
            weightedSum: 14.537582397460938
        ),
        KnownBlock(
            type: MK_Q5_1,
            stored: "cyhNrB8iP0GSxY79UYXwcR73Z3ofEyqB",
            weights: [
                0: 0.5584716796875, 1: 0.662750244140625, 16: 0.801788330078125, 31: 0.21087646484375,
            ],
            weightedSum: 211.38067626953125
        ),
        KnownBlock(
            type: MK_Q8_0,
            stored: "DqzDzjvk68q3L0WzUiNHn255TVcDfiz96eFad4l4HjchpQ==",
            weights: [
                0: 3.8646240234375, 1: 3.167724609375, 16: -4.8782958984375, 31: 5.7652587890625,
            ],
            weightedSum: -939.1036376953125
        ),
        KnownBlock(
            type: MK_Q2_K,
            stored: "5acDKRvcXR2PyD8LC7Tbcb5XIgmFHT0k9MDPg/5DY/gvR1l3iVX2ztaBy+pxec7SyPgUoTRy/3DONp2DhUUqRPMYM38IzR5h"
                + "TyNdP4O8Rf5Dqi2p",
            weights: [
                0: 0.076904296875, 1: -0.167694091796875, 16: -0.622955322265625, 31: -0.280517578125,
                255: 0.13629150390625,
            ],
            weightedSum: -14506.285675048828
        ),
        KnownBlock(
            type: MK_Q3_K,
            stored: "n37A4Vb2WjMi55G4gO6ZXj8NMH0vuvQAaToXng0CftTli+ep68KKJx1Dp4hVY4FE62YD97JyXeEf5qwviKaBgoaXk/Cq1t7Y"
                + "EW46tRaBxKN0/scKaLPkvckrOHmHQWwX7JCWPsdmiIq0uA66G6g=",
            weights: [0: 0.6414794921875, 1: -0.6414794921875, 16: 3.0791015625, 31: -2.052734375, 255: -0.0],
            weightedSum: 2363.9160766601562
        ),
        KnownBlock(
            type: MK_Q4_K,
            stored: "VCs8rCbNe1wwyKukTZcimejHtBuaHSsPGAYAqXTWO2MyICyZjoKyUixJxDlMfXMmW2qvYbKI+9Cuz6dmYWIjYR52TJOqOI/6"
                + "vQpqZBKyCZceLYJwdvfkmrj6GXJxvlOjRCsSjNrXK60Piu70KguaJtdPx48lYrhwEJelW1UQVD0n7WAN4yAKZ0kwf9N4mcEY",
            weights: [
                0: 20.580078125, 1: 18.404541015625, 16: 7.52685546875, 31: 16.22900390625, 255: 4.1439208984375,
            ],
            weightedSum: 469828.7253417969
        ),
        KnownBlock(
            type: MK_Q5_K,
            stored: "RyhapDzN+KuKtKYDmVToTL47P38Rg8Pfg3XFF7Tnhqmq33SI+JKxIZE4ethqylbYUxySe5Mf6PFueVubMxdn5xLb6PUzHdmR"
                + "fwHmRxDdPCX00haQoElFMTVVDsAZOovtF4PVPslEZY0dKJYMRLA4LpNDjmB4jVHieaEx+BMLPqS9L12V5XvXkUNthA9OZlRg"
                + "gTW7+4hdNGlZpJs2QCpPPcxIn7ZRH74J5dcr+DTgT+A=",
            weights: [
                0: 6.18499755859375, 1: 56.31011962890625, 16: 4.17999267578125, 31: 10.19500732421875,
                255: 44.1781005859375,
            ],
            weightedSum: 736485.9639282227
        ),
        KnownBlock(
            type: MK_Q6_K,
            stored: "qLgoem9LeVIJV11yd9RWwPboGg5YTXMGYPVruLWIR19wZsHNcQnFB5qTPuhX23Uf8iNyatkGl/dJ98Yb2AFjqMmjVrqR159t"
                + "JO46FOvUE4bY+u9unmxw30Hbqa61MB5YJLfbDlBPHZcGhpNHaPAFrw1aI920ZfxaSJtD526j44SWm+SHpEDnw+pSBMq7+b/o"
                + "5kjK/3cErCbSJ6Bpw5L07rNhwk7zZlMBeLR5kzgiw8DPazy+tK9+z/Ic06QI+AIj45Pd2AhFPWutkO/Yq6K00JMc",
            weights: [
                0: -1.036346435546875, 1: -3.109039306640625, 16: -2.9214248657226562, 31: -7.303562164306641,
                255: 5.14599609375,
            ],
            weightedSum: -870.718620300293
        ),
        KnownBlock(
            type: MK_MXFP4,
            stored: "fUanA5pjP3w0mQPLRj3E8+o=",
            weights: [0: 1.0, 1: 1.5, 16: 0.5, 31: -1.0],
            weightedSum: -4.125
        ),
    ]
}

@Suite struct StoredTests {
    /// What the format's own quantiser makes of the values ((i * 37) % 101 - 50) / 7.
    static let known: [(mk_type, String)] = [
        (MK_Q4_0, "JTvgRqzyWL0Ted81i+BGrPJo"),
        (MK_Q4_1, "njslx9A2m/FXvRNpziSK4Eac8lc="),
        (MK_Q5_0, "JTekpS1twHw4879rJuKuWhXRjUn0wA=="),
        (MK_Q5_1, "YDclx6SlLW2wezfjr2om0p1ZBcGMSPSw"),
        (MK_Q8_0, "MyuB3z2a+Fa0EnDNK4nnRaIAXrsZd9UzkO5MqghmwyF/3A=="),
    ]

    @Test(arguments: KnownBlock.all)
    func `a known block is read as the format's own tools read it`(known: KnownBlock) throws {
        let stored = [UInt8](try #require(Data(base64Encoded: known.stored)))
        #expect(stored.count == known.type.blockBytes)
        let weights = dequantised(stored, known.type, known.type.blockWeights)
        for (index, expected) in known.weights { #expect(weights[index] == expected, "weight \(index)") }
        let sum = zip(1..., weights).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        #expect(abs(sum - known.weightedSum) <= 1e-6 * max(1, abs(known.weightedSum)))
    }

    @Test(arguments: StoredTests.known)
    func `values become the codes that the format's own tools write`(type: mk_type, expected: String) {
        let values = (0..<32).map { Float(($0 * 37) % 101 - 50) / 7 }
        #expect(Data(quantised(values, type)).base64EncodedString() == expected)
    }

    static let steps: [(mk_type, Double)] = [
        (MK_Q4_0, 16), (MK_Q4_1, 15), (MK_Q5_0, 32), (MK_Q5_1, 31), (MK_Q8_0, 254),
    ]

    @Test(arguments: StoredTests.steps)
    func `a value that is stored comes back within a step`(type: mk_type, steps: Double) {
        var random = FixedRandom(3)
        for size in [Float(1e-3), 1, 100] {
            let values = random.floats(32 * 20, -size...size)
            let back = dequantised(quantised(values, type), type, values.count)
            for (value, back) in zip(values, back) {
                #expect(abs(Double(value - back)) <= 2 * Double(size) / steps * 1.01)
            }
        }
    }

    @Test func `blocks of zeros, and values that are not numbers, are stored without harm`() {
        for type in [MK_F32, MK_F16, MK_BF16, MK_Q4_0, MK_Q4_1, MK_Q5_0, MK_Q5_1, MK_Q8_0] {
            #expect(dequantised(quantised([Float](repeating: 0, count: 32), type), type, 32).allSatisfy { $0 == 0 })
            for bad in [Float.nan, .infinity, -.infinity, .greatestFiniteMagnitude] {
                var values = [Float](repeating: 0.5, count: 32)
                values[9] = bad
                #expect(quantised(values, type).count == 32 / type.blockWeights * type.blockBytes)
            }
        }
        for type in [MK_Q2_K, MK_Q3_K, MK_Q4_K, MK_Q5_K, MK_Q6_K, MK_MXFP4] {
            #expect(quantised([Float](repeating: 1, count: 256), type).isEmpty)
        }
    }

    @Test func `halves go there and back unchanged, and floats to the nearest`() {
        for bits in stride(from: UInt16.min, through: UInt16.max, by: 7) {
            let stored = [UInt8(bits & 255), UInt8(bits >> 8)]
            let value = dequantised(stored, MK_F16, 1)[0]
            let exponent = bits >> 10 & 31, fraction = bits & 0x3ff
            if exponent == 31 && fraction != 0 {
                #expect(value.isNaN)
                continue
            }
            let size =
                exponent == 31
                ? Float.infinity
                : exponent == 0
                    ? Float(fraction) * 0x1p-24
                    : Float(sign: .plus, exponent: Int(exponent) - 15, significand: 1 + Float(fraction) / 1024)
            #expect(value == (bits >> 15 == 1 ? -size : size))
            #expect(quantised([value], MK_F16) == stored)
        }
        let cases: [(Float, UInt16)] = [
            (65519.996, 0x7bff), (65520, 0x7c00), (1 + 0x1p-11, 0x3c00), (1 + 3 * 0x1p-11, 0x3c02), (0x1p-25, 0),
            (0x1.8p-25, 1), (-0x1p-14, 0x8400), (0x1.ff8p-15, 0x3ff), (0x1.ffcp-15, 0x400),
        ]
        for (value, bits) in cases { #expect(Float16Bits(nearest: value).bits == bits, "\(value)") }
        #expect(
            quantised([1 + 0x1p-8], MK_BF16) == [0x80, 0x3f] && quantised([1 + 3 * 0x1p-8], MK_BF16) == [0x82, 0x3f]
        )
    }

    @Test(arguments: mk_type.all)
    func `any bits are read`(type: mk_type) {
        var random = FixedRandom(11)
        let blocks = 200
        let stored = (0..<(blocks * type.blockBytes)).map { _ in UInt8.random(in: 0...255, using: &random) }
        #expect(dequantised(stored, type, blocks * type.blockWeights).count == blocks * type.blockWeights)
        #expect(type.blockBytes > 0 && mk_block_bytes(mk_type(rawValue: 5)) == 0)
    }
}
