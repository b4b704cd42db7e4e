// A peer on gorilla/websocket: orders on standard input, one answer a line. Ends with its input.
package main

import (
	"bufio"
	"crypto/rand"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

type how struct {
	Local     string
	Host      string
	Origin    string
	Protocols []string
	Deflate   *bool
	Max       int64
	Headers   map[string]string
}

var (
	socket  *websocket.Conn
	arrived = make(chan *websocket.Conn, 1)
)

func options(text string) how {
	var h how
	if text != "" {
		if e := json.Unmarshal([]byte(text), &h); e != nil {
			panic(e)
		}
	}
	return h
}

func open(rest string) string {
	url, text, _ := strings.Cut(rest, " ")
	h := options(text)
	dialer := websocket.Dialer{
		HandshakeTimeout: 20 * time.Second, EnableCompression: h.Deflate == nil || *h.Deflate,
		Subprotocols: h.Protocols, TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
	}
	if h.Local != "" {
		d := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(h.Local)}}
		dialer.NetDial = d.Dial
	}
	header := http.Header{}
	if h.Origin != "" {
		header.Set("Origin", h.Origin)
	}
	for k, v := range h.Headers {
		header.Set(k, v)
	}
	c, response, e := dialer.Dial(url, header)
	if e != nil {
		if response != nil {
			return "refused " + strconv.Itoa(response.StatusCode)
		}
		return "failed " + e.Error()
	}
	if h.Max > 0 {
		c.SetReadLimit(h.Max)
	}
	socket = c
	return "opened"
}

func listen(rest string) string {
	h := options(rest)
	if h.Host == "" {
		h.Host = "127.0.0.1"
	}
	upgrader := websocket.Upgrader{
		CheckOrigin: func(*http.Request) bool { return true }, Subprotocols: h.Protocols,
		EnableCompression: h.Deflate == nil || *h.Deflate,
	}
	listener, e := net.Listen("tcp", h.Host+":0")
	if e != nil {
		return "failed " + e.Error()
	}
	go http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, e := upgrader.Upgrade(w, r, nil)
		if e != nil {
			return
		}
		if h.Max > 0 {
			c.SetReadLimit(h.Max)
		}
		arrived <- c
	}))
	return "listening " + strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
}

func hear() string {
	kind, data, e := socket.ReadMessage()
	if e != nil {
		if c, ok := e.(*websocket.CloseError); ok {
			return "closed " + strconv.Itoa(c.Code)
		}
		return "closed 1006 " + e.Error()
	}
	if kind == websocket.BinaryMessage {
		return fmt.Sprintf("heard %d bytes", len(data))
	}
	if len(data) > 80 {
		data = data[:80]
	}
	return "heard " + strings.ReplaceAll(string(data), "\n", " ")
}

func send(kind int, data []byte) string {
	if e := socket.WriteMessage(kind, data); e != nil {
		return "failed " + e.Error()
	}
	return "ok"
}

func obey(order, rest string) string {
	switch order {
	case "open":
		return open(rest)
	case "listen":
		return listen(rest)
	case "accept":
		socket = <-arrived
		return "opened"
	case "say":
		return send(websocket.TextMessage, []byte(rest))
	case "big":
		n, _ := strconv.Atoi(rest)
		return send(websocket.TextMessage, []byte(strings.Repeat("x", n)))
	case "noise":
		n, _ := strconv.Atoi(rest)
		data := make([]byte, n)
		rand.Read(data)
		return send(websocket.BinaryMessage, data)
	case "ping":
		socket.WriteControl(websocket.PingMessage, []byte("x"), time.Now().Add(time.Second))
		return "ok"
	case "hear":
		return hear()
	case "close":
		code, reason, _ := strings.Cut(rest, " ")
		data := []byte{}
		if code != "" {
			n, _ := strconv.Atoi(code)
			data = websocket.FormatCloseMessage(n, reason)
		}
		socket.WriteControl(websocket.CloseMessage, data, time.Now().Add(time.Second))
		return "ok"
	case "gone":
		for {
			if said := hear(); strings.HasPrefix(said, "closed") {
				socket.Close()
				return said
			}
		}
	case "terminate":
		socket.Close()
		return "ok"
	case "reset":
		socket.UnderlyingConn().(*net.TCPConn).SetLinger(0)
		socket.Close()
		return "ok"
	case "half":
		socket.UnderlyingConn().(*net.TCPConn).CloseWrite()
		return "ok"
	case "pause":
		return "ok"
	case "exit":
		os.Exit(0)
	}
	return "failed unknown order " + order
}

func main() {
	orders := bufio.NewScanner(os.Stdin)
	for orders.Scan() {
		order, rest, _ := strings.Cut(orders.Text(), " ")
		fmt.Println(obey(order, rest))
	}
}
