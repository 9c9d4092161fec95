#!/bin/sh
# Builds an OpenTelemetry Collector with an OTLP receiver and a file exporter,
# at exact versions, outside the repository.
#
#     sh build.sh DIRECTORY     leaves DIRECTORY/otelcol and DIRECTORY/convert
#
# The collector's own file exporter is in its contrib repository, of which the
# Go module proxy may lack a part; main.go.txt has one of its own that does less work:
# it writes protobuf, where the other writes JSON unless told otherwise.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cd "$1"
mkdir -p collector converter
[ -x otelcol ] && [ -x convert ] && cmp -s collector/main.go "$here/main.go.txt" && cmp -s converter/main.go "$here/convert.go.txt" && exit 0
cp "$here/main.go.txt" collector/main.go
cp "$here/convert.go.txt" converter/main.go
rm -f go.mod go.sum otelcol convert
go mod init bench 2>/dev/null
core=v0.150.0 stable=v1.56.0
go get \
	go.opentelemetry.io/collector/otelcol@$core \
	go.opentelemetry.io/collector/receiver/otlpreceiver@$core \
	go.opentelemetry.io/collector/exporter/exporterhelper@$core \
	go.opentelemetry.io/collector/service/telemetry/otelconftelemetry@$core \
	go.opentelemetry.io/collector/exporter@$stable \
	go.opentelemetry.io/collector/confmap/provider/fileprovider@$stable \
	go.opentelemetry.io/collector/pdata@$stable 2>go.log || { cat go.log; exit 1; }
go build -o otelcol ./collector
go build -o convert ./converter
