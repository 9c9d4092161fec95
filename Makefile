# make test    everything: Go checks, race detector, end-to-end on real Daft
# make quick   go test ./... alone: offline, seconds
# make record  run Daft again and make testdata/recordings anew
# make fuzz    each fuzz target for FUZZTIME
# make bench   benchmarks

PYTHON   ?= python3
VENV     := $(CURDIR)/.venv
DATA     := $(CURDIR)/.data
FUZZTIME ?= 60s

STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.9.0

# The race detector needs a C compiler; without one the tests run without it.
RACE := $(shell command -v cc >/dev/null 2>&1 && echo -race)

.PHONY: test quick check e2e record fuzz bench clean

test: check
	go test $(RACE) ./...
	$(MAKE) e2e

quick:
	go test ./...

check:
	@unformatted=$$(gofmt -l cmd format recorder analyze report); \
	  if [ -n "$$unformatted" ]; then echo "not gofmt-ed: $$unformatted"; exit 1; fi
	go vet -tags e2e ./...
	go run $(STATICCHECK) -tags e2e ./...
	@log=$$(go run $(GOVULNCHECK) ./... 2>&1); code=$$?; \
	  case $$log in \
	  *"fetching vulnerabilities"*|*"no such host"*|*dial*) echo "govulncheck: its database cannot be reached from here; not checked" ;; \
	  *) echo "$$log" | tail -n 20; exit $$code ;; \
	  esac

# The end-to-end tests run real Daft, natively and on Ray.
e2e: $(VENV)/.ready $(DATA)/.ready
	DAFT_ANALYZE_PYTHON=$(VENV)/bin/python DAFT_ANALYZE_DATA=$(DATA) \
	  go test -tags e2e -count 1 -timeout 30m -run E2E -v ./format ./cmd/daft-analyze

$(VENV)/.ready: testdata/jobs/requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r testdata/jobs/requirements.txt
	touch $@

$(DATA)/.ready: testdata/jobs/data.py $(VENV)/.ready
	$(VENV)/bin/python testdata/jobs/data.py $(DATA)
	touch $@

record: $(VENV)/.ready $(DATA)/.ready
	sh testdata/record.sh $(VENV)/bin/python $(DATA)

FUZZ = go test -run '^$$' -fuzzminimizetime 10x -fuzztime $(FUZZTIME)
fuzz:
	$(FUZZ) -fuzz FuzzReader ./format
	$(FUZZ) -fuzz FuzzSchema ./format
	$(FUZZ) -fuzz FuzzBatch ./format
	$(FUZZ) -fuzz 'FuzzRead$$' ./format/eventtext
	$(FUZZ) -fuzz FuzzDecode ./recorder/dashboard
	$(FUZZ) -fuzz FuzzDecode ./recorder/otlp
	$(FUZZ) -fuzz FuzzScan ./recorder/eventlog
	$(FUZZ) -fuzz FuzzSeconds ./recorder/payload
	$(FUZZ) -fuzz FuzzValue ./recorder/payload
	$(FUZZ) -fuzz FuzzMaskLine ./recorder/secret
	$(FUZZ) -fuzz FuzzReplay ./analyze

bench:
	go test -run '^$$' -bench . -benchmem ./format ./recorder/... ./analyze

clean:
	rm -rf $(VENV) $(DATA) bin
