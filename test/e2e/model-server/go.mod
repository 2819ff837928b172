module modelyard/model-server

go 1.26
