kubectl run tmp --rm -it --image=docker.getcollate.io/openmetadata/ingestion:1.3.1 -- metadata backup
kubectl set image deploy/om om=docker.getcollate.io/openmetadata/server:1.5.0
kubectl get pods -l app=metadata,job=backup
