module github.com/daft-analyze/daft-analyze

go 1.26
