kubectl apply -n om -f - <<EOF
apiVersion: v1
kind: Pod
metadata: {name: backup}
spec: {containers: [{name: a, image: "openmetadata/server:1.3.0"}]}
EOF
cat <<EOF | docker build -t om -
FROM openmetadata/ingestion:1.4.0
RUN metadata docker --start
EOF
helm upgrade om open-metadata/openmetadata -f - <<EOF
extraEnvs: [{name: AIRFLOW_HOST_IP, value: x}]
EOF
kubectl exec -i om-0 -- bash - <<EOF
metadata restore --input x
EOF
kubectl create configmap metadata --from-file=- <<EOF
metadata backup
EOF
calls=("metadata insight -c x" "echo metadata backup") 
for c in "${calls[@]}"; do eval "$c"; done
env -S "metadata backup -u om"
