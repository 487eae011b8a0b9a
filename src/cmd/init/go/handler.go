// A webhook handler for Chirp calls, with nothing but Go: answers in business hours, else voicemail.
//
//	CHIRP_API_URL, CHIRP_API_KEY   as `chirp sandbox` prints them; without the first, the real API
//	CHIRP_WEBHOOK_SECRET           what the webhook's X-Webhook-Secret header must be
//	OPEN_HOURS=9-17                in UTC
//	PORT=3000
package main

import (
	"bytes"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"sync"
	"time"
)

// Event is the part of a webhook that the handler reads.
type Event struct {
	Event   string `json:"event"`
	EventID string `json:"eventId"`
	Data    struct {
		Call struct {
			ID        string `json:"id"`
			Direction string `json:"direction"`
		} `json:"call"`
	} `json:"data"`
}

// Handler answers webhooks and sends commands.
type Handler struct {
	API, Key, Secret string
	From, To         int // Business hours in UTC: From is the first hour, To the first after.

	mutex sync.Mutex
	seen  map[string]bool // A real handler keeps these where a restart does not lose them.
}

// Decide returns the command for an event; "" for none.
func (h *Handler) Decide(event Event, hour int) string {
	if event.Event != "calls.initiated" || event.Data.Call.Direction != "inbound" {
		return ""
	}
	if h.From <= hour && hour < h.To {
		return "answer"
	}
	return "send_to_voicemail"
}

func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	given := []byte(r.Header.Get("X-Webhook-Secret"))
	if h.Secret != "" && subtle.ConstantTimeCompare(given, []byte(h.Secret)) == 0 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var event Event
	if err := json.NewDecoder(r.Body).Decode(&event); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	// The command is sent after the answer: Chirp waits 5 s for it, and does not read it.
	w.WriteHeader(http.StatusOK)
	if h.isNew(event.EventID) {
		go h.act(event)
	}
}

func (h *Handler) isNew(id string) bool {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if id == "" {
		return true
	}
	if h.seen == nil {
		h.seen = map[string]bool{}
	}
	known := h.seen[id]
	h.seen[id] = true
	return !known
}

func (h *Handler) act(event Event) {
	command := h.Decide(event, time.Now().UTC().Hour())
	if command == "" {
		return
	}
	if err := h.send(event.Data.Call.ID, command); err != nil {
		log.Printf("%s %s: %v", event.Data.Call.ID, command, err)
		return
	}
	log.Printf("%s %s", event.Data.Call.ID, command)
}

func (h *Handler) send(call, command string) error {
	body, err := json.Marshal(map[string]string{"type": command})
	if err != nil {
		return err
	}
	request, err := http.NewRequest(http.MethodPost, h.API+"/v1/calls/"+call+"/commands", bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+h.Key)
	request.Header.Set("Content-Type", "application/json")
	client := http.Client{Timeout: 10 * time.Second}
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode >= 300 {
		text, _ := io.ReadAll(answer.Body)
		return fmt.Errorf("%s: %s", answer.Status, text)
	}
	return nil
}

func variable(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func main() {
	handler := &Handler{
		API:    variable("CHIRP_API_URL", "https://api.buildwithchirp.com"),
		Key:    os.Getenv("CHIRP_API_KEY"),
		Secret: os.Getenv("CHIRP_WEBHOOK_SECRET"),
	}
	hours := variable("OPEN_HOURS", "9-17")
	if _, err := fmt.Sscanf(hours, "%d-%d", &handler.From, &handler.To); err != nil {
		log.Fatalf("OPEN_HOURS=%s: expected two hours such as 9-17", hours)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:"+variable("PORT", "3000"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("http://%s/\n", listener.Addr())
	log.Fatal(http.Serve(listener, handler))
}
