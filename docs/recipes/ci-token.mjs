// Prints a token of the job that runs this, good for Sallyport alone and for minutes. Needs `permissions: id-token: write`.
const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = process.env
if (!url || !token) throw new Error('This job may not ask for tokens: give it `permissions: id-token: write`')
const answer = await fetch(`${url}&audience=sallyport`, { headers: { authorization: `Bearer ${token}` } })
if (!answer.ok) throw new Error(`The platform gave no token: ${answer.status}`)
const { value } = await answer.json()
process.stdout.write(value)
