bash -c "metadata backup -H $H"
sh -lc 'cd /x && metadata insight -c a.yml'
ssh om@host metadata restore --input /b.sql
su - om -c "metadata docker -stop"
