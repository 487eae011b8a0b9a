module chirp-handler

go 1.19
