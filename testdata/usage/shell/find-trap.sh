find dumps -name '*.yaml' -exec metadata insight -c {} \;
trap 'metadata backup -d om' EXIT
alias mb='metadata backup'
trap 'echo metadata backup' INT
find . -name metadata -path '*backup*'
