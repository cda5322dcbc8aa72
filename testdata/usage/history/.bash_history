#1700000000
metadata backup -u om
ls -la metadata
cd metadata && ls backup
docker exec x metadata restore --input b
if [ broken
metadata docker --start
