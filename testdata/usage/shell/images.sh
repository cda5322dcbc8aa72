docker rmi openmetadata/server:1.3.0
docker image rm openmetadata/server:1.3.0
docker image pull openmetadata/server:1.3.0
kubectl run om --image=openmetadata/ingestion:1.3.0 --env=A=b -- metadata insight -c x
oc rsh -c main om-0 metadata backup -u om
kubectl exec -n om -it om-0 metadata restore -i x
kubectl exec om-0 echo metadata restore
kubectl get pod metadata backup
