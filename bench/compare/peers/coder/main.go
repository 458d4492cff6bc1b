// coder/websocket: echo, and one room whose members have a writer each, as its own chat example has it.
package main

import (
	"context"
	"log"
	"net/http"
	"os"
	"sync"

	"github.com/coder/websocket"
)

var (
	mutex   sync.Mutex
	members = map[chan []byte]struct{}{}
)

func accept(writer http.ResponseWriter, request *http.Request) *websocket.Conn {
	socket, err := websocket.Accept(writer, request, &websocket.AcceptOptions{CompressionMode: websocket.CompressionDisabled})
	if err != nil {
		return nil
	}
	return socket
}

func echo(writer http.ResponseWriter, request *http.Request) {
	socket := accept(writer, request)
	for socket != nil {
		kind, message, err := socket.Read(request.Context())
		if err != nil || socket.Write(request.Context(), kind, message) != nil {
			return
		}
	}
}

func room(writer http.ResponseWriter, request *http.Request) {
	socket := accept(writer, request)
	if socket == nil {
		return
	}
	messages := make(chan []byte, 4096)
	mutex.Lock()
	members[messages] = struct{}{}
	mutex.Unlock()
	done, cancel := context.WithCancel(request.Context())
	go func() {
		for {
			select {
			case message := <-messages:
				if socket.Write(done, websocket.MessageText, message) != nil {
					return
				}
			case <-done.Done():
				return
			}
		}
	}()
	for {
		_, message, err := socket.Read(request.Context())
		if err != nil {
			break
		}
		mutex.Lock()
		for member := range members {
			member <- message
		}
		mutex.Unlock()
	}
	mutex.Lock()
	delete(members, messages)
	mutex.Unlock()
	cancel()
}

func main() {
	http.HandleFunc("/echo", echo)
	http.HandleFunc("/room", room)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
