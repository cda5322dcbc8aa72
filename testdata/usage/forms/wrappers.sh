strace -f -o /tmp/x metadata docker
nsenter -t 1 -m metadata docker
tmux new-session -d -s om 'metadata docker'
screen -dmS om metadata docker
apptainer exec om.sif metadata docker
kubectl create job om --image=img -- metadata docker
vagrant ssh -c "metadata docker"
strace -e metadata docker ps
apptainer inspect metadata docker
java -cp "libs/*" org.openmetadata.service.util.OpenMetadataOperations -c conf/openmetadata.yaml migrate --force
java -cp "libs/*" org.example.Main migrate --force
