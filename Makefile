# make test     everything: Go checks, race detector, fuzzing, end-to-end on real Daft
# make quick    go test ./... alone: offline, seconds
# make web      build the report's front end anew, hold it against the committed one, and try it in Chromium
# make record   run Daft again and make testdata/recordings anew
# make causes   run queries with a known cause of slowness, and hold findings against them: docs/findings.md
# make progress measure how wrong the estimate of the time left is, docs/progress.md
# make simulate what findings say of hundreds of simulated queries, and diff of pairs (simulate-diff), docs/simulation.md
# make calibrate how often the gate cries wolf, and what it misses: docs/regression-gate.md
# make fuzz     each fuzz target for FUZZTIME
# make bench    Go benchmarks
# make bench-overhead, bench-ingest, bench-size, soak   docs/performance.md
# make ablation really remove operators, and judge the path of native queries by it, docs/ablation.md; ablation-ray: on Ray

PYTHON   ?= python3
VENV     := $(CURDIR)/.venv
DATA     := $(CURDIR)/.data
FUZZTIME ?= 60s

STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.9.0

# The race detector needs a C compiler; without one the tests run without it.
RACE := $(shell command -v cc >/dev/null 2>&1 && echo -race)

.PHONY: test quick check web e2e readers collector record causes progress simulate simulate-diff calibrate ablation ablation-ray fuzz bench clean bench-programs bench-overhead bench-ingest bench-size soak

test: check
	go test $(RACE) ./...
	@# Inputs that were found once are tests of the line above, and fail it. A new one is a bug to mend, whoever's change
	@# is tested: it is shown, and make fuzz fails by it.
	$(MAKE) fuzz FUZZTIME=5s || echo "FUZZING FOUND AN INPUT THAT FAILS, see above: commit it, and mend what it shows"
	$(MAKE) web
	$(MAKE) e2e

quick:
	go test ./...

check:
	@unformatted=$$(gofmt -l $$(git ls-files "*.go")); \
	  if [ -n "$$unformatted" ]; then echo "not gofmt-ed: $$unformatted"; exit 1; fi
	go vet -tags e2e ./...
	go run $(STATICCHECK) -tags e2e ./...
	@log=$$(go run $(GOVULNCHECK) ./... 2>&1); code=$$?; \
	  case $$log in \
	  *"fetching vulnerabilities"*|*"no such host"*|*dial*) echo "govulncheck: its database cannot be reached from here; not checked" ;; \
	  *) echo "$$log" | tail -n 20; exit $$code ;; \
	  esac

# The front end of the HTML report. Where there is no Node, npm or Chromium it says so and goes on.
web:
	sh report/html/web/verify.sh

# The end-to-end tests run real Daft, natively and on Ray.
e2e: $(VENV)/.ready $(DATA)/.ready
	@$(MAKE) readers || echo "what reads exports cannot be installed: tests that need it are skipped"
	DAFT_ANALYZE_PYTHON=$(VENV)/bin/python DAFT_ANALYZE_DATA=$(DATA) DAFT_ANALYZE_READERS=$(VENV)-readers DAFT_ANALYZE_COLLECTOR=$(COLLECTOR)/collector \
	  go test -tags e2e -count 1 -timeout 30m -run E2E -v ./format ./report/check ./analyze/stat ./cmd/daft-analyze

$(VENV)/.ready: testdata/jobs/requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r testdata/jobs/requirements.txt
	touch $@

# What opens exports, apart from Daft's own environment.
readers: $(VENV)-readers/.ready

$(VENV)-readers/.ready: testdata/readers/requirements.txt
	$(PYTHON) -m venv $(VENV)-readers
	$(VENV)-readers/bin/pip install --quiet --disable-pip-version-check -r testdata/readers/requirements.txt
	@# The schema of JUnit XML that Jenkins' xUnit plugin has, as pytest's sources carry it along.
	$(VENV)-readers/bin/pip download --quiet --disable-pip-version-check --no-deps --no-binary :all: -d $(VENV)-readers/sources pytest==8.4.2 && \
	  tar -xzOf $(VENV)-readers/sources/pytest-8.4.2.tar.gz pytest-8.4.2/testing/example_scripts/junit-10.xsd > $(VENV)-readers/junit-10.xsd || \
	  echo "junit-10.xsd cannot be had: JUnit XML is not held against it"
	touch $@

# An OpenTelemetry Collector, which exports are sent to: some minutes, and 200 modules to fetch. Not a part of make test, which skips what needs it.
COLLECTOR := $(DATA)/collector
COLLECTOR_VERSION := v0.165.0

collector: $(COLLECTOR)/collector

$(COLLECTOR)/collector: testdata/readers/collector/main.go
	rm -rf $(COLLECTOR) && mkdir -p $(COLLECTOR) && cp $< $(COLLECTOR)
	cd $(COLLECTOR) && go mod init collector && \
	  go get go.opentelemetry.io/collector/otelcol@$(COLLECTOR_VERSION) go.opentelemetry.io/collector/receiver/otlpreceiver@$(COLLECTOR_VERSION) \
	    go.opentelemetry.io/collector/exporter/debugexporter@$(COLLECTOR_VERSION) go.opentelemetry.io/collector/confmap/provider/yamlprovider@v1.71.0 && \
	  go mod tidy && go build -o collector .

$(DATA)/.ready: testdata/jobs/data.py $(VENV)/.ready
	$(VENV)/bin/python testdata/jobs/data.py $(DATA)
	touch $@

record: $(VENV)/.ready $(DATA)/.ready
	sh testdata/record.sh $(VENV)/bin/python $(DATA)

causes: $(VENV)/.ready $(DATA)/.ready
	sh testdata/record.sh $(VENV)/bin/python $(DATA) causes-native causes-ray causes-cluster causes-startup
	go test ./analyze/finding -run TestRealCauses -causes.doc

progress: $(VENV)/.ready $(DATA)/.ready
	sh testdata/record.sh $(VENV)/bin/python $(DATA) native-a native-b native-large ray-a ray-b ray-large
	go test ./analyze -run TestProgressDoc -update

# Some ten minutes; one query in 200 has 100,000 tasks.
SIMULATE ?= 200
simulate: simulate-diff
	go test -count 1 -timeout 60m -run SimulatedCauses ./analyze/finding -simulate $(SIMULATE) -simulate.from 100000 -simulate.doc

simulate-diff:
	go test -count 1 -timeout 60m -run Simulated ./analyze/compare -simulate $(SIMULATE) -simulate.from 100000 -simulate.doc

# Some five minutes.
calibrate:
	go test -count 1 -timeout 60m -run CalibrationDoc ./analyze/gate -calibrate

fuzz:
	sh testdata/fuzz.sh $(FUZZTIME)

bench:
	go test -run '^$$' -bench . -benchmem ./format ./recorder/... ./analyze

# What the program costs, beside what others cost. BENCH_MINUTES is for
# bench-overhead, whose lines are kept: it goes on where it was stopped.
BENCH_MINUTES ?= 25
BENCH_LINES   ?= $(DATA)/overhead.jsonl
BENCH         := $(VENV)/bin/python $(CURDIR)/testdata/bench

bench-programs:
	go build -o bin/daft-analyze ./cmd/daft-analyze
	go build -o bin/load ./testdata/bench/load

bench-overhead: bench-programs $(DATA)/small-files
	$(BENCH)/overhead.py run --program $(CURDIR)/bin/daft-analyze --data $(DATA) -o $(BENCH_LINES) --minutes $(BENCH_MINUTES)
	$(BENCH)/overhead.py report $(BENCH_LINES)

$(DATA)/small-files: $(DATA)/.ready
	DATA_DIR=$(DATA) $(BENCH)/jobs.py make-files

bench-ingest: bench-programs $(VENV)/.ready
	$(BENCH)/ingest.py --program $(CURDIR)/bin/daft-analyze --load bin/load --capture recorder/testdata/join-ray.jsonl

bench-size: bench-programs $(VENV)/.ready
	$(BENCH)/size.py --program $(CURDIR)/bin/daft-analyze --load bin/load \
	  $(addprefix --capture ,$(wildcard recorder/testdata/*.jsonl)) testdata/recordings/*.arrow

# Some twenty minutes, best on a machine that does nothing else: it goes on where it was stopped.
ABLATION_MINUTES ?= 60

ablation: bench-programs $(DATA)/small-files $(DATA)/ablation-csv
	$(VENV)/bin/python testdata/ablation/run.py --program $(CURDIR)/bin/daft-analyze --data $(DATA) --minutes $(ABLATION_MINUTES)
	go test ./analyze/critical -run Ablation -v -update

ablation-ray: bench-programs $(DATA)/ablation-csv
	$(VENV)/bin/python testdata/ablation/ray_run.py --program $(CURDIR)/bin/daft-analyze --data $(DATA)
	go test ./analyze/finding -run AblationOnRay -v -ablation.doc

$(DATA)/ablation-csv: $(DATA)/.ready
	DATA_DIR=$(DATA) $(VENV)/bin/python testdata/ablation/jobs.py make-data

# Ten million events, a thousand connections, fifty kills: some ten minutes.
soak:
	DAFT_ANALYZE_SOAK=1 go test -tags e2e -count 1 -timeout 60m -run E2ESoak -v ./cmd/daft-analyze

clean:
	rm -rf $(VENV) $(VENV)-readers $(DATA) bin report/html/web/node_modules report/html/web/demo-dist report/html/web/screenshots
