ansible all -i hosts -m shell -a "metadata backup -u om"
ansible all -m debug -a "msg='metadata backup'"
gcloud compute ssh vm --zone z --command="metadata insight -c x"
gcloud compute instances add-metadata vm --metadata backup=x
ctr images pull docker.io/openmetadata/server:1.3.0
