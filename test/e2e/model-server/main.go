// Model-server stands in for a server of models in the rollout suite. Its one argument is the version that it answers.
//
//	/         the version, and whether it was told to stop before it answered; with ?takes=10s the status comes at
//	          once, and the answer that much later
//	/health   200
//	/metrics  how many requests to / came in the last 3 seconds, as Prometheus reads it
//	/break    breaks it: until it is started again, / and /health answer 503
//	/self     what the kernel lets this process do
//
// It loads for $LOADS_FOR (0s) and listens on port 8080 only then, as TensorFlow Serving does. Told to stop, it takes no
// new request from that moment on, finishes those under way, and exits.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: model-server VERSION")
	}
	loads, err := time.ParseDuration(cmp.Or(os.Getenv("LOADS_FOR"), "0s"))
	if err != nil {
		log.Fatal(err)
	}
	stop, _ := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	select {
	case <-time.After(loads):
	case <-stop.Done():
		return
	}

	var broken atomic.Bool
	http.HandleFunc("/break", func(http.ResponseWriter, *http.Request) { broken.Store(true) })
	http.HandleFunc("/health", func(w http.ResponseWriter, r *http.Request) {
		if broken.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	http.HandleFunc("/self", func(w http.ResponseWriter, r *http.Request) { answer(w, self()) })

	var recent atomic.Int64
	http.HandleFunc("/metrics", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "# TYPE model_server_recent_requests gauge\nmodel_server_recent_requests %d\n", recent.Load())
	})

	pod, _ := os.Hostname()
	http.HandleFunc("/{$}", func(w http.ResponseWriter, r *http.Request) {
		recent.Add(1)
		time.AfterFunc(3*time.Second, func() { recent.Add(-1) })
		if broken.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		takes, err := time.ParseDuration(cmp.Or(r.URL.Query().Get("takes"), "0s"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if takes > 0 {
			w.WriteHeader(http.StatusOK) // whoever asks then knows that the request is under way
			http.NewResponseController(w).Flush()
		}
		time.Sleep(takes)
		answer(w, map[string]any{"version": os.Args[1], "pod": pod, "toldToStop": stop.Err() != nil})
	})

	server := &http.Server{Addr: ":8080"}
	stopped := make(chan error)
	go func() {
		<-stop.Done()
		stopped <- server.Shutdown(context.Background())
	}()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
	if err := <-stopped; err != nil {
		log.Fatal(err)
	}
}

// self is what the kernel says, not what the manifest asked for.
func self() map[string]any {
	facts := map[string]any{
		"user":        os.Getuid(),
		"group":       os.Getgid(),
		"writesRoot":  writes("/file"),
		"writesTmp":   writes("/tmp/file"),
		"hasApiToken": exists("/var/run/secrets/kubernetes.io/serviceaccount/token"),
	}
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		name, value, _ := strings.Cut(line, ":")
		switch name {
		case "CapEff", "CapBnd", "NoNewPrivs", "Seccomp":
			facts[name] = strings.TrimSpace(value)
		}
	}
	return facts
}

func writes(path string) bool {
	return os.WriteFile(path, nil, 0o600) == nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func answer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(body); err != nil {
		log.Print(err)
	}
}
