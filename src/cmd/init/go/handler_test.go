// The handler, tested against the sandbox: go test
// CHIRP_BIN names the program `chirp` when it is not on the PATH.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Sandbox is a running `chirp sandbox`, which ends with the test.
type Sandbox struct {
	t      *testing.T
	URL    string `json:"url"`
	APIKey string `json:"apiKey"`
}

func startSandbox(t *testing.T) *Sandbox {
	program := os.Getenv("CHIRP_BIN")
	if program == "" {
		program = "chirp"
	}
	command := exec.Command(program, "sandbox", "--port", "0", "--json", "--quiet", "--rate-limit", "off", "--exit-with-stdin")
	command.Stderr = os.Stderr
	stdin, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatalf("chirp sandbox did not start: %v; install chirp, or set CHIRP_BIN to the program", err)
	}
	t.Cleanup(func() {
		stdin.Close()
		command.Wait()
	})
	sandbox := &Sandbox{t: t}
	if err := json.NewDecoder(stdout).Decode(sandbox); err != nil {
		t.Fatalf("chirp sandbox did not start: %v", err)
	}
	return sandbox
}

// Request sends a request to the sandbox and returns its JSON.
func (s *Sandbox) Request(method, path, body string) map[string]any {
	s.t.Helper()
	request, err := http.NewRequest(method, s.URL+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+s.APIKey)
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	if answer.StatusCode >= 300 {
		s.t.Fatalf("%s %s: %s %s", method, path, answer.Status, text)
	}
	value := map[string]any{}
	if err := json.Unmarshal(text, &value); err != nil {
		s.t.Fatal(err)
	}
	return value
}

func TestAnswersInBusinessHoursAndSendsToVoicemailOtherwise(t *testing.T) {
	for hours, expected := range map[[2]int]string{{0, 24}: "answer", {0, 0}: "send_to_voicemail"} {
		t.Run(expected, func(t *testing.T) {
			sandbox := startSandbox(t)
			handler := &Handler{API: sandbox.URL, Key: sandbox.APIKey, Secret: "hush", From: hours[0], To: hours[1]}
			server := httptest.NewServer(handler)
			defer server.Close()
			sandbox.Request("POST", "/v1/webhooks", fmt.Sprintf(
				`{"url":%q,"events":["calls.initiated"],"headers":{"X-Webhook-Secret":"hush"}}`, server.URL))
			call := sandbox.Request("POST", "/_sandbox/calls", "{}")["id"]
			command := sandbox.Request("POST", "/_sandbox/await", fmt.Sprintf(`{"command":"*","callId":%q,"timeout":5}`, call))
			if command["command"] != expected {
				t.Errorf("command is %v, expected %s", command["command"], expected)
			}
		})
	}
}

func TestRejectsWhatIsNoEventOrComesWithoutTheSecret(t *testing.T) {
	for _, one := range []struct {
		secret, body string
		status       int
	}{{"", "{}", 401}, {"wrong", "{}", 401}, {"hush", "{", 400}} {
		request := httptest.NewRequest("POST", "/", strings.NewReader(one.body))
		request.Header.Set("X-Webhook-Secret", one.secret)
		answer := httptest.NewRecorder()
		(&Handler{Secret: "hush"}).ServeHTTP(answer, request)
		if answer.Code != one.status {
			t.Errorf("secret %q, body %q: status is %d, expected %d", one.secret, one.body, answer.Code, one.status)
		}
	}
}
