// axum with Tokio's loop for one thread: echo, and one room by a broadcast channel, as its own chat example has it.
use axum::{
    extract::{
        ws::{Message, WebSocket, WebSocketUpgrade},
        State,
    },
    routing::get,
    serve::ListenerExt,
    Router,
};
use futures_util::{SinkExt, StreamExt};
use tokio::sync::broadcast;

async fn echo(mut socket: WebSocket) {
    while let Some(Ok(message)) = socket.recv().await {
        if matches!(message, Message::Text(_) | Message::Binary(_)) && socket.send(message).await.is_err() {
            return;
        }
    }
}

async fn room(socket: WebSocket, everyone: broadcast::Sender<Message>) {
    let (mut sink, mut stream) = socket.split();
    let mut told = everyone.subscribe();
    let writer = tokio::spawn(async move {
        while let Ok(message) = told.recv().await {
            if sink.send(message).await.is_err() {
                return;
            }
        }
    });
    while let Some(Ok(message)) = stream.next().await {
        if let Message::Text(_) = message {
            let _ = everyone.send(message);
        }
    }
    writer.abort();
}

/// Small, as tungstenite's documentation advises for many connections: the default is 128 KiB for each.
fn upgraded(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade.read_buffer_size(4096)
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (everyone, _) = broadcast::channel::<Message>(65536);
    let app = Router::new()
        .route("/echo", get(|upgrade: WebSocketUpgrade| async move { upgraded(upgrade).on_upgrade(echo) }))
        .route(
            "/room",
            get(|State(everyone): State<broadcast::Sender<Message>>, upgrade: WebSocketUpgrade| async move {
                upgraded(upgrade).on_upgrade(move |socket| room(socket, everyone))
            }),
        )
        .with_state(everyone);
    let port = std::env::var("PORT").unwrap();
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await.unwrap().tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, app).await.unwrap();
}
