metadata backup -u om
# metadata insight
