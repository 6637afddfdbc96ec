import EventLoop
import Foundation
import Synchronization

/// What a proxy does to streams: `bench-streams upstream PORT` sends chunks that say when they were sent, and
/// `bench-streams load PORT MODEL STREAMS` reads that many streams at once and says how long the chunks were on their
/// way. Both on raw sockets, so that nothing of what is measured measures itself.
signal(SIGPIPE, SIG_IGN)
let words = CommandLine.arguments
let loop = try EventLoop()
let listening = Mutex<IOWatch?>(nil)

switch words.dropFirst().first {
case "upstream" where words.count == 3:
    guard let port = UInt16(words[2]) else { exit(64) }
    loop.execute { [loop] in
        let watch = StreamUpstream.listen(on: port, loop: loop)
        listening.withLock { $0 = watch }
    }
case "load" where words.count == 5:
    guard let port = UInt16(words[2]), let streams = Int(words[4]) else { exit(64) }
    loop.execute { [loop] in StreamLoad.begin(port: port, model: words[3], streams: streams, loop: loop) }
default:
    print("usage: bench-streams upstream PORT | load PORT MODEL STREAMS")
    exit(64)
}
loop.run()
