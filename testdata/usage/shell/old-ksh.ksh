#!/bin/ksh
typeset d=/b
metadata backup -u om -d $d && print ok
