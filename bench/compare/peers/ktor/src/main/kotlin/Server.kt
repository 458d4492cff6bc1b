// The guide's chat on Ktor: a set of connections, and a loop over all of them for each message. ENGINE says on which engine; since 3.4 each connection's
// queue is unbounded unless it is told otherwise, which BOUNDED does: then whoever says something waits for the slowest.
import io.ktor.server.application.install
import io.ktor.server.cio.CIO
import io.ktor.server.engine.embeddedServer
import io.ktor.server.netty.Netty
import io.ktor.server.routing.routing
import io.ktor.server.websocket.DefaultWebSocketServerSession
import io.ktor.server.websocket.WebSockets
import io.ktor.server.websocket.webSocket
import io.ktor.websocket.ChannelOverflow
import io.ktor.websocket.Frame
import io.ktor.websocket.readText
import java.util.Collections

fun main() {
    val engine = if (System.getenv("ENGINE") == "cio") CIO else Netty
    val bound = System.getenv("BOUNDED")?.toInt()
    val members = Collections.synchronizedSet<DefaultWebSocketServerSession>(LinkedHashSet())
    embeddedServer(engine, port = System.getenv("PORT").toInt(), host = "127.0.0.1") {
        install(WebSockets) {
            if (bound != null) channels { outgoing = bounded(bound, ChannelOverflow.SUSPEND) }
        }
        routing {
            webSocket("/echo") {
                for (frame in incoming) if (frame is Frame.Text) send(Frame.Text(frame.readText()))
            }
            webSocket("/room") {
                members += this
                try {
                    for (frame in incoming) {
                        if (frame !is Frame.Text) continue
                        val text = frame.readText()
                        for (member in synchronized(members) { members.toList() }) member.send(Frame.Text(text))
                    }
                } finally {
                    members -= this
                }
            }
        }
    }.start(wait = true)
}
