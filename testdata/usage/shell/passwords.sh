metadata backup -u om -p s3cretpw -H db
metadata backup -u om --password=hunter2secret
metadata backup -u om -p "$PW" -H db
metadata restore -u om --password "$(cat /run/secrets/pw)" --input x
