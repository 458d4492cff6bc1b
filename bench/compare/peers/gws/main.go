// gws: echo, and one room by its Broadcaster, which frames a message once for all.
package main

import (
	"log"
	"net/http"
	"os"
	"sync"

	"github.com/lxzan/gws"
)

type echo struct{ gws.BuiltinEventHandler }

func (echo) OnMessage(socket *gws.Conn, message *gws.Message) {
	defer message.Close()
	_ = socket.WriteMessage(message.Opcode, message.Bytes())
}

type room struct {
	gws.BuiltinEventHandler
	mutex   sync.RWMutex
	members map[*gws.Conn]struct{}
}

func (r *room) OnOpen(socket *gws.Conn) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.members[socket] = struct{}{}
}

func (r *room) OnClose(socket *gws.Conn, _ error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	delete(r.members, socket)
}

func (r *room) OnMessage(_ *gws.Conn, message *gws.Message) {
	defer message.Close()
	broadcaster := gws.NewBroadcaster(message.Opcode, message.Bytes())
	defer broadcaster.Close()
	r.mutex.RLock()
	defer r.mutex.RUnlock()
	for member := range r.members {
		_ = broadcaster.Broadcast(member)
	}
}

func handle(path string, handler gws.Event) {
	upgrader := gws.NewUpgrader(handler, &gws.ServerOption{})
	http.HandleFunc(path, func(writer http.ResponseWriter, request *http.Request) {
		if socket, err := upgrader.Upgrade(writer, request); err == nil {
			go socket.ReadLoop()
		}
	})
}

func main() {
	handle("/echo", echo{})
	handle("/room", &room{members: map[*gws.Conn]struct{}{}})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
