package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/daft-analyze/daft-analyze/recorder"
)

// The container's command in docs/kubernetes.yaml is one that the program
// takes, and the manifest asks for addresses that it has.
func TestKubernetesManifest(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "kubernetes.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	manifest := string(b)
	block := regexp.MustCompile(`(?s)\n            - record\n(.*?)\n          env:`).FindStringSubmatch(manifest)
	if block == nil {
		t.Fatal("the container has no arguments")
	}
	var args []string
	for line := range strings.Lines(block[1]) {
		args = append(args, strings.TrimPrefix(strings.TrimSpace(line), "- "))
	}
	var l collector
	o := recorder.Options{}
	c := newRecord(streams{})
	if err := c.ParseFlags(args); err != nil || len(c.Flags().Args()) > 0 {
		t.Fatalf("%q: %v", args, err)
	}
	// The same flags, in options that can be looked at.
	c.ResetFlags()
	c.Flags().StringVar(&o.Output, "output", "", "")
	c.Flags().StringVar(&o.Advertise, "advertise", "", "")
	l.flags(c, &o)
	if err := c.ParseFlags(args); err != nil {
		t.Fatal(err)
	}
	secret := regexp.MustCompile(`(?m)^  token: (.*)$`).FindStringSubmatch(manifest)
	t.Setenv(tokenVariable, secret[1])
	if err := l.prepare(c, &o); err != nil {
		t.Fatal(err)
	}
	if o.Directory != "/runs/" || o.Address != "0.0.0.0:7070" || o.Advertise != "daft-analyze:7070" || o.Token == "" || o.Limits.Bytes != 20<<30 || o.Limits.Age == 0 {
		t.Errorf("%+v", o)
	}
	for _, want := range []string{"path: /healthz", "path: /livez", "mountPath: /runs\n", "containerPort: 7070", "name: " + tokenVariable + "\n", "type: Recreate", "terminationGracePeriodSeconds: 30"} {
		if !strings.Contains(manifest, want) {
			t.Errorf("the manifest has no %q", want)
		}
	}
	if strings.Contains(manifest, "\t") {
		t.Error("YAML has no tabs")
	}
}
