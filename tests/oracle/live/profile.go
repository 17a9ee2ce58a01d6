package main

import (
	"fmt"
	"math"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
)

// pprof runs the reference tool on a file.
func pprof(arguments ...string) (string, error) {
	all := append([]string{"tool", "pprof", "-symbolize=none", "-nodefraction=0", "-edgefraction=0", "-nodecount=1000000"}, arguments...)
	out, err := exec.Command("go", all...).Output()
	return string(out), err
}

// The runtime writes one file for each function. But the init of a package has code of several, and then
// its file is the one that was met first; ours is the one where the line is.
var ofOneFile = regexp.MustCompile(`(\.init) \S+:(\d+)`)

// traces sums the values of a profile by stack: each of its frames with file and line, and labels.
func traces(file, sample, unit string) (map[string]float64, error) {
	out, err := pprof("-traces", "-lines", "-unit="+unit, "-sample_index="+sample, file)
	if err != nil {
		return nil, err
	}
	sums := map[string]float64{}
	for _, block := range strings.Split(out, "-----------+-------------------------------------------------------\n")[1:] {
		var key []string
		value := 0.0
		for _, line := range strings.Split(strings.TrimRight(block, "\n"), "\n") {
			words := strings.Fields(line)
			if len(words) > 1 && len(key) <= 1 {
				if v, err := strconv.ParseFloat(strings.TrimRight(words[0], "BnsA-Za-z"), 64); err == nil {
					value, words = v, words[1:]
				}
			}
			key = append(key, ofOneFile.ReplaceAllString(strings.Join(words, " "), "$1 FILE:$2"))
		}
		sums[strings.Join(key, "\n")] += value
	}
	return sums, nil
}

// compareProfiles compares one sample type stack by stack. tolerance: of a value, relative.
// ignore: stacks with these words belong to the comparison itself.
func compareProfiles(ours, theirs, sample, unit string, tolerance float64, ignore ...string) (string, string) {
	a, err := traces(ours, sample, unit)
	if err != nil {
		return sample, "pprof does not read ours: " + err.Error()
	}
	b, err := traces(theirs, sample, unit)
	if err != nil {
		return sample, "pprof does not read theirs: " + err.Error()
	}
	total, stacks, rounding := 0.0, 0, 0.0
	if tolerance > 0 {
		rounding = 2
	}
	var differences []string
	for _, side := range []map[string]float64{a, b} {
		for key := range side {
			if contains(key, ignore) || math.Abs(a[key]-b[key]) <= tolerance*math.Abs(b[key])+rounding {
				continue
			}
			differences = append(differences, fmt.Sprintf("%v, they say %v: %s", a[key], b[key], strings.ReplaceAll(key, "\n", " < ")))
		}
	}
	for key, value := range a {
		if !contains(key, ignore) && value != 0 {
			stacks++
			total += value
		}
	}
	if len(differences) > 3 {
		differences = append(differences[:3], fmt.Sprintf("and %d more", len(differences)-3))
	}
	if stacks == 0 {
		differences = append(differences, "there is no stack")
	}
	return fmt.Sprintf("%s: %d stacks, %.0f %s", sample, stacks, total, unit), strings.Join(differences, "\n")
}

func contains(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}
