#!/bin/zsh
print -l ${(f)"$(metadata insight -c i.yaml)"}
