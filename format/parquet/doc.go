// Package parquet writes tables as Parquet files: typed columns that may be
// unknown, with unit and meaning of each in the file's metadata, compressed with
// zstd. It is the only place that knows the library.
package parquet
