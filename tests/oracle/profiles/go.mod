module oracle/profiles

go 1.19
